"""A real Kafka, a real PostgreSQL and a supervisor of processes, here and without Docker.

For development, tests and the demo. It knows no target and no agency.
"""
