"""The front door: admits events, says why where it does not, and alone writes the log."""
