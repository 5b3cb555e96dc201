"""The pages of docs/reference/, made from the code so that they cannot say anything else.

`python -m services.cli.reference` writes them; a test holds the committed ones equal.
"""
