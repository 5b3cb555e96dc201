"""`chitieu migrate` with a login that may not do what it must."""

import os
import subprocess
import sys
from urllib.parse import urlsplit

import asyncpg


async def test_a_login_without_rights_is_told_which_it_needs(
    database_url: str, kafka_bootstrap: str
) -> None:
    """A login that neither owns the database nor creates roles gets words, not a stack trace."""
    admin = await asyncpg.connect(database_url)
    try:
        await admin.execute("create role poor_migrator login password 'x'")
        parts = urlsplit(database_url)
        poor = parts._replace(netloc=f"poor_migrator:x@{parts.hostname}:{parts.port}").geturl()
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("CHITIEU_")}
        ran = subprocess.run(  # noqa: ASYNC221 # nothing else runs in this loop
            [sys.executable, "-m", "services.cli.main", "migrate"],
            env={
                **inherited,
                "CHITIEU_DATABASE_URL": poor,
                "CHITIEU_KAFKA_BOOTSTRAP": kafka_bootstrap,
            },
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        await admin.execute("drop role poor_migrator")
        await admin.close()
    assert ran.returncode == 1
    assert "CREATEROLE" in ran.stderr
    assert "Traceback" not in ran.stderr
