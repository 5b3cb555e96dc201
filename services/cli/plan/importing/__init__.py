"""Read a plan from its document: what it asks for, of whom, by when, and what is in doubt.

Pure: a `Document` goes in, a `PlanDraft` comes out. Nothing in a row is dropped; what rests on a
convention or could not be understood carries a note for the officer.
"""

from services.cli.plan.importing.drafting import draft, outline
from services.cli.plan.importing.options import ImportOptions

__all__ = ["ImportOptions", "draft", "outline"]
