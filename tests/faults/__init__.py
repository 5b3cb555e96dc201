"""Kill the services on purpose, aimed by markers inside their work, and check every promise."""
