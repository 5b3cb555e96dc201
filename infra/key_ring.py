"""Who presents a valid API key: looked up in PostgreSQL, remembered for a few seconds.

Three services ask: ingest, whose keys they are; alerts, for what people do with them; and the api,
for what an agency is told of itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from infra.access import Credential, bearer_token, matches, parse_key
from infra.clock import Clock
from infra.postgres import Pool, acquire
from infra.problems import Problem, ProblemError

KEY_TTL_SECONDS = 5.0
"""A revoked key is dead within this time."""
_REMEMBERED_MAX = 10_000

UNAUTHORIZED = Problem(
    status=401,
    code="unauthorized",
    title="Chưa xác thực / Unauthorized",
    detail="Thiếu khóa truy cập, hoặc khóa sai hay đã bị thu hồi; "
    "gửi 'Authorization: Bearer <khóa>'.",
    detail_en="The key is missing, wrong or revoked; send 'Authorization: Bearer <key>'.",
)
OPERATOR_KEY_NOT_LOCAL = Problem(
    status=403,
    code="operator_key_not_local",
    title="Khóa vận hành / Operator key",
    detail="Khóa nói thay mọi cơ quan chỉ dùng được trên hệ thống cục bộ.",
    detail_en="A key that speaks for every agency works on a local stack only.",
)
AGENCY_NEEDED = Problem(
    status=422,
    code="agency_needed",
    title="Thiếu cơ quan / Agency needed",
    detail="Khóa vận hành phải nêu ?agency=<mã cơ quan>.",
    detail_en="An operator key must name ?agency=<agency id>.",
    field="agency",
)
OTHER_AGENCY = Problem(
    status=403,
    code="other_agency",
    title="Cơ quan khác / Another agency",
    detail="Khóa này chỉ xem được dữ liệu của cơ quan mình.",
    detail_en="This key may see its own agency's data only.",
    field="agency",
)


@dataclass(frozen=True, slots=True)
class _Remembered:
    until: float
    credential: Credential | None
    secret_sha256: bytes = field(repr=False)


class KeyRing:
    """Checks what a request presents against the stored keys."""

    def __init__(self, pool: Pool, clock: Clock, *, find: str) -> None:
        """`find` is the statement that returns the row of a key by its id."""
        self._pool = pool
        self._clock = clock
        self._find = find
        self._remembered: dict[str, _Remembered] = {}

    async def credential(self, authorization: str | None) -> Credential | None:
        """Return who presents a valid key, or None; raises what PostgreSQL raises."""
        token = bearer_token(authorization)
        presented = parse_key(token) if token else None
        if presented is None:
            return None
        known = self._remembered.get(presented.key_id)
        if known is None or known.until < self._clock.monotonic():
            known = await self._look_up(presented.key_id)
        if known.credential is None or not matches(presented, known.secret_sha256):
            return None
        return known.credential

    async def required(self, authorization: str | None, *, local: bool) -> Credential:
        """Return who asks; `local`: keys that speak for every agency are taken.

        Raises:
            ProblemError: nobody who is known, or an operator's key elsewhere.
        """
        credential = await self.credential(authorization)
        if credential is None:
            raise ProblemError(UNAUTHORIZED)
        if credential.every_agency and not local:
            raise ProblemError(OPERATOR_KEY_NOT_LOCAL)
        return credential

    async def _look_up(self, key_id: str) -> _Remembered:
        async with acquire(self._pool) as connection:
            row = await connection.fetchrow(self._find, key_id)
        until = self._clock.monotonic() + KEY_TTL_SECONDS
        if row is None or row["revoked_at"] is not None:
            found = _Remembered(until, None, b"")
        else:
            credential = Credential(
                row["key_id"], row["agency"], frozenset(row["scopes"]), row["every_agency"]
            )
            found = _Remembered(until, credential, row["secret_sha256"])
        if len(self._remembered) >= _REMEMBERED_MAX:
            self._remembered.clear()  # bounded; a flood of invented ids costs look-ups only
        self._remembered[key_id] = found
        return found


def agency_asked(credential: Credential, asked: str | None) -> str | None:
    """Return the agency that an answer is for; None: an operator's key, and no agency named.

    Raises:
        ProblemError: another agency than the key's own.
    """
    if credential.every_agency:
        return asked
    if asked is not None and asked != credential.agency:
        raise ProblemError(OTHER_AGENCY)
    return credential.agency
