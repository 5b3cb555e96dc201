"""What changed of a plan between two looks at it, and why."""
