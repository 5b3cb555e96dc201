"""Tests of the local servers and the supervisor."""
