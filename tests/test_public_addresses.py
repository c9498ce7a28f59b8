"""Which addresses everybody can reach."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from portfolio.verifying.public_addresses import is_public

PUBLIC = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
OTHERS = """
    0.0.0.0 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255
    192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.7 203.0.113.9 224.0.0.1
    239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
    ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1
    2002:7f00:1:: fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1 4000::1
    localhost 127.1 0x7f000001
""".split()


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    """Those of the web can be connected to, also as networks without IPv4 write them."""
    assert is_public(address)


@pytest.mark.parametrize("address", OTHERS)
def test_other_addresses(address: str) -> None:
    """This machine, networks at home, and what is reserved cannot, however they are written."""
    assert not is_public(address)


@given(st.integers(0, 2**32 - 1).map(IPv4Address))
@examples(200)
def test_an_address_within_another_is_as_public_as_alone(address: IPv4Address) -> None:
    """An address of IPv4 in one of IPv6 is judged by itself."""
    mapped = IPv6Address(0xFFFF_0000_0000 | int(address))
    translated = IPv6Address((0x64FF9B << 96) | int(address))
    assert is_public(str(mapped)) == is_public(str(translated)) == is_public(str(address))
    assert not is_public(str(IPv6Address(int(address))))
