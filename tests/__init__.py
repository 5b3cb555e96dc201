"""Tests, laid out as the code is; `builders.py` and `scenario.py` are for all of them."""
