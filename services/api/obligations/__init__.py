"""Who owes which report, and what a key's own agency owes next."""
