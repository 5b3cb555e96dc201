"""The plumbing: each promise that a service builds on, against the real thing."""
