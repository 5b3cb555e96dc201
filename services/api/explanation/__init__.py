"""*Giải trình*: the argument behind one status, fact by fact, to read, print and sign."""
