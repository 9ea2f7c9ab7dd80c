"""What Python code uses: names followed to the APIs that they stand for, without running any."""
