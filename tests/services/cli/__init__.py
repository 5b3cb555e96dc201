"""The command line: what it sends, what it prints, how it refuses."""
