"""Events of `agency/<id>`: registered, succeeded."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from contracts.data import Context, Statement
from contracts.fields import AgencyId, Revision, Sentence, Text
from domain import plan as dp


class AgencyRegistered(Statement):
    """A member of the directory. Registering it again with a higher revision replaces it."""

    SUBJECT: ClassVar[str] = "agency"
    SCOPE: ClassVar[str] = "directory"

    name: Sentence
    short_name: Text = ""
    kind: Literal[
        "agency",
        "ministry",
        "people_committee",
        "committee",
        "central_branch",
        "school",
        "enterprise",
        "role",
        "group",
    ] = "agency"
    members: Annotated[tuple[AgencyId, ...], Field(max_length=500)] = ()
    parent: AgencyId | None = None
    revision: Revision = 1

    def to_domain(self, context: Context) -> dp.AgencyStated:
        """Return the fact."""
        agency = dp.Agency(
            id=context.subject_id,
            name=self.name,
            short_name=self.short_name,
            kind=self.kind,
            members=self.members,
            parent=self.parent,
        )
        return dp.AgencyStated(self.stamp(context, self.revision), agency)


class AgencySucceeded(Statement):
    """An agency's duties pass to others from a day on (a merger)."""

    SUBJECT: ClassVar[str] = "agency"
    SCOPE: ClassVar[str] = "directory"

    successors: Annotated[tuple[AgencyId, ...], Field(min_length=1, max_length=50)]
    reason: Sentence
    revision: Revision = 1

    def to_domain(self, context: Context) -> dp.AgencySucceeded:
        """Return the fact."""
        return dp.AgencySucceeded(
            self.stamp(context, self.revision), context.subject_id, self.successors, self.reason
        )
