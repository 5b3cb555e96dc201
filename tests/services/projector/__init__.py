"""The projector: pure rows from facts, and the same on real Kafka and PostgreSQL."""
