"""Whether alerts were right, marked in the transaction in which the verdict comes in."""
