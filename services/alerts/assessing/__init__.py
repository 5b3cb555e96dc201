"""What there is to fear of a target or task, on what evidence, and the life of its alerts. Pure."""
