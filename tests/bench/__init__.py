"""Measure the live path beside a bare loop, in one run: `make bench`."""
