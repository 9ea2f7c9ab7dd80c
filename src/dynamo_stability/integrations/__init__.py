"""Extensions for other tools; each is a module named after the tool."""
