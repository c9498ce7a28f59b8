"""Which addresses of the network may be connected to: those that everybody can reach."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_SPECIAL = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments
    IPv4Network("192.88.99.0/24"),  # relays of 6to4
)
_UNICAST = IPv6Network("2000::/3")
_TUNNELS = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
"""Teredo and 6to4: their addresses stand for others, which a relay would choose."""
_TRANSLATED = IPv6Network("64:ff9b::/96")
"""What a network without IPv4 calls the addresses of IPv4 (RFC 6052)."""


def is_public(text: str) -> bool:
    """Whether an address of IPv4 or IPv6 is one that everybody can reach.

    Loopback, private, link-local, multicast and reserved addresses are not, however written.
    """
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return _is_public_4(address)
    if address.ipv4_mapped:
        return _is_public_4(address.ipv4_mapped)
    if address in _TRANSLATED:
        return _is_public_4(IPv4Address(int(address) & 0xFFFF_FFFF))
    return _is_public_6(address)


def _is_public_4(address: IPv4Address) -> bool:
    is_kept = address.is_multicast or address.is_reserved
    return address.is_global and not is_kept and not any(address in net for net in _SPECIAL)


def _is_public_6(address: IPv6Address) -> bool:
    is_tunnel = any(address in net for net in _TUNNELS)
    return address.is_global and address in _UNICAST and not is_tunnel
