"""What people do with alerts, and what falls due of it: commitments, snoozes, escalation."""
