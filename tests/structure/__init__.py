"""The shape of the code, as tests: sizes, docstrings, who may read what, what is shipped."""
