"""Marking what is not Python API: options of a command line. One module for each library."""
