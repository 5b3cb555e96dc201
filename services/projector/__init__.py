"""Turn the log into the read model, exactly once in effect, and tell each change of a status."""
