"""The alerts service: its pure parts alone, and the whole on real Kafka and PostgreSQL."""
