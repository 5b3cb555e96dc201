"""How the plan's own language is read: phrases as data, expectations from reading them."""
