"""Build ledger and registry again from the log, compare them with the live ones, put them right."""
