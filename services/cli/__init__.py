"""The command line: run services, the local stack and the demonstration; send and ask."""
