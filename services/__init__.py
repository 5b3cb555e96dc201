"""The processes of chitieu, one folder each; they meet in topics and in tables, never here."""
