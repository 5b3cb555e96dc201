"""Files of plans to a `Document`: .xlsx, .docx, .csv, Markdown and plain text.

`read` is all that others use; each format has a module of its own.
"""

from services.cli.plan.readers.files import read

__all__ = ["read"]
