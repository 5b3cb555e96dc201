#!/bin/sh
# Set up all that chitieu needs on this machine. Idempotent; seconds when everything is there.
#
#   infra/local/setup.sh            what the stack needs
#   infra/local/setup.sh --tests    and what the tests need: a browser, kcat
#
# 1. uv: from PATH, else the pinned one into .local/uv     2. the Python environment, from uv.lock
# 3. Java, Maven, PostgreSQL: apt-get where allowed, else one message      4. the jars of Kafka
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/infra/local
bin=$root/.local/bin
uv=$bin/uv
least_uv=0.9.0

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

usable() { # whether this uv is new enough
    [ -x "$1" ] || return 1
    version=$("$1" --version 2>/dev/null | sed -n 's/^uv \([0-9.]*\).*/\1/p')
    [ -n "$version" ] && [ "$(printf '%s\n%s\n' "$least_uv" "$version" | sort -V | head -n 1)" = "$least_uv" ]
}

bring_uv() { # pip checks the pinned digests; so does bring_uv.py, where venv or pip is missing
    command -v python3 >/dev/null || fail 'Python is missing. Next: apt-get install python3'
    say 'bringing uv into .local/uv'
    log=$(mktemp)
    if python3 -m venv "$root/.local/uv" >"$log" 2>&1 &&
        "$root/.local/uv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 5 \
            --require-hashes --no-deps --only-binary :all: -r "$here/uv-requirements.txt" >>"$log" 2>&1; then
        :
    elif python3 "$here/bring_uv.py" "$root/.local/uv/bin" ${UV_DEFAULT_INDEX:+"$UV_DEFAULT_INDEX"} >>"$log" 2>&1; then
        :
    else
        tail -n 15 "$log" >&2
        fail 'uv could not be brought. Next: check the network, or install uv (https://docs.astral.sh/uv/) and run it again.'
    fi
    rm -f "$log"
}

find_uv() {
    usable "$uv" && return
    mkdir -p "$bin"
    found=$(command -v uv || true)
    if ! usable "$found"; then
        found=$root/.local/uv/bin/uv
        usable "$found" || bring_uv
    fi
    ln -sfn "$found" "$uv"
}

sync_environment() {
    # The machine's own certificates: behind an authority's inspecting proxy only they are known.
    export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
    # The system's Python where it is new enough; uv brings one where it is not.
    set -- sync --frozen --python-preference system --project "$root"
    "$uv" "$@" --check >/dev/null 2>&1 && return
    say 'creating the Python environment from uv.lock'
    "$uv" "$@" --quiet || "$uv" "$@" --quiet || # a second try: downloads break
        fail 'uv could not create .venv (see above). Next: check the network and run it again.'
}

find_uv
sync_environment
cd "$root"
exec "$uv" run --no-sync python -m infra.local.setup "$@"
