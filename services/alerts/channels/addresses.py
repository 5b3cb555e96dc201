"""Which addresses of the network may be called: public ones, and those named in the file.

A webhook's address is written by one person and called by a server that stands inside: without
this, it could be made to call what only the inside can reach (SSRF). The name is resolved once,
every address that it has must be allowed, and that very address is called.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TypeAlias
from urllib.parse import SplitResult

from services.alerts.channels.kinds import Network

Ip: TypeAlias = IPv4Address | IPv6Address

RESOLVE_SECONDS = 5.0
# Addresses that carry an IPv4 address inside: what counts is where they lead.
_NAT64 = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Pinned:
    """An address that may be called for a name."""

    ip: Ip
    port: int


class NotAllowed(Exception):
    """The way leads to an address that is not public and not named in the file.

    `written`: it stands in the URL itself. What a name leads to may be another address soon.
    """

    def __init__(self, *, written: bool) -> None:
        super().__init__()
        self.written = written


class NotResolved(Exception):
    """The name has no address just now."""


def may_call(ip: Ip, allowed: Sequence[Network]) -> bool:
    """Whether an address may be called."""
    if _named(ip, allowed):
        return True
    if isinstance(ip, IPv6Address) and (ip in _NAT64 or ip.ipv4_mapped):
        # By itself such an address is reserved; it is nothing but the way to the one inside.
        return _public(_inner(ip))
    return all(_public(one) for one in (ip, _inner(ip)))


def _named(ip: Ip, allowed: Sequence[Network]) -> bool:
    return any(
        one.version == network.version and one in network
        for one in (ip, _inner(ip))
        for network in allowed
    )


def _public(ip: Ip) -> bool:
    if isinstance(ip, IPv6Address) and ip.is_site_local:
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _inner(ip: Ip) -> Ip:
    """Return the IPv4 address that an IPv6 address leads to, else the address itself."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFF_FFFF)
    teredo = ip.teredo
    return ip.ipv4_mapped or ip.sixtofour or (teredo[1] if teredo else ip)


async def pinned(parts: SplitResult, allowed: Sequence[Network]) -> Pinned:
    """Resolve an address of the web and return where to call.

    Raises:
        NotAllowed: one of the addresses of the name may not be called, or not in clear.
        NotResolved: the name has none, or not in time.
    """
    port = parts.port or (443 if parts.scheme == "https" else 80)
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(RESOLVE_SECONDS):
            found = await loop.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, TimeoutError, UnicodeError):
        raise NotResolved from None
    addresses = [ip_address(str(place[0]).partition("%")[0]) for *_, place in found]
    if not addresses:
        raise NotResolved
    # In clear only where the file says so, whatever the name leads to by now.
    may = _named if parts.scheme == "http" else may_call
    if not all(may(one, allowed) for one in addresses):
        raise NotAllowed(written=_written(parts.hostname))
    return Pinned(addresses[0], port)


def _written(host: str | None) -> bool:
    """Whether a host is an address in any form that a resolver reads as one, not a name."""
    try:
        socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)  # asks nobody
    except (OSError, UnicodeError):
        return False
    return True
