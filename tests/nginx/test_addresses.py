"""Addresses, ports and networks."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, strategies as st

from nginxlint.nginx.values.addresses import address_port, ipv4, ipv6, network, parse_url


@pytest.mark.parametrize(
    ("text", "family", "host", "port"),
    [("80", "inet", "", 80), ("*:80", "inet", "*", 80), ("127.0.0.1", "inet", "127.0.0.1", 0),
     ("[::]:443", "inet6", "[::]", 443), ("localhost:8000", "name", "localhost", 8000),
     ("unix:/run/a", "unix", "/run/a", 0), ("UNIX:/run/a", "unix", "/run/a", 0),
     ("1.2.3", "name", "1.2.3", 0), ("a-1", "name", "a-1", 0)],
)  # fmt: skip
def test_listening_addresses(text: str, family: str, host: str, port: int) -> None:
    url = parse_url(text, listen=True)
    assert (url.error, url.family, url.host, url.port) == ("", family, host, port)


@pytest.mark.parametrize(
    ("text", "error", "wrong"),
    [("80800", "invalid port", "80800"), ("0", "invalid port", "0"), ("a:x", "invalid port", "x"),
     ("a:", "invalid port", ""), ("a:80-x", "invalid port", "x"),
     ("a:90-80", "invalid port range", "90-80"), ("90-80", "invalid port range", "90-80"),
     (":80", "no host", ""), ("a/b", "invalid host", "/b"), ("http://a", "invalid host", "//a"),
     ("[::1", "invalid host", "[::1"), ("[::1]80", "invalid host", "80"),
     ("[zz]:80", "invalid IPv6 address", "zz"), ("unix:", "no path", "unix:"),
     ("unix:/" + "a" * 107, "path too long", "/" + "a" * 107), ("::1", "invalid port", ":1")],
)  # fmt: skip
def test_wrong_listening_addresses(text: str, error: str, wrong: str) -> None:
    url = parse_url(text, listen=True)
    assert url.error == error
    assert text[url.start : url.end] == wrong


def test_ranges_of_ports() -> None:
    url = parse_url("127.0.0.1:8000-8010", listen=True)
    assert (url.port, url.last_port) == (8000, 8010)
    assert parse_url("a:8000-8010").error == "invalid port"


def test_addresses_with_a_uri() -> None:
    url = parse_url("a:80/b?c", uri_part=True)
    assert (url.host, url.port, url.uri) == ("a", 80, "/b?c")
    assert parse_url("a?b:c", uri_part=True).uri == "?b:c"
    assert parse_url("[::1]/b", uri_part=True, default_port=80).port == 80
    assert parse_url("unix:/a:/b", uri_part=True).uri == "/b"
    assert parse_url("unix:/a:/b").host == "/a:/b"


@pytest.mark.parametrize(
    ("text", "shown", "host_bits"),
    [("10.0.0.0/8", "10.0.0.0/8", False), ("10.0.0.1/8", "10.0.0.0/8", True),
     ("192.0.2.7", "192.0.2.7/32", False), ("::1", "::1/128", False),
     ("2001:DB8::1/32", "2001:db8::/32", True), ("0.0.0.0/0", "0.0.0.0/0", False)],
)  # fmt: skip
def test_networks(text: str, shown: str, host_bits: bool) -> None:
    found = network(text)
    assert found is not None
    assert (str(found), found.host_bits) == (shown, host_bits)


@pytest.mark.parametrize(
    "text",
    ["", "all", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "10.0.0.0/255.0.0.0", "::1/129",
     "256.1.1.1", "[::1]", "1.2.3.4.5", "fe80::1%eth0", "255.255.255.255"],
)  # fmt: skip
def test_no_networks(text: str) -> None:
    assert network(text) is None


@pytest.mark.parametrize(
    ("text", "right"),
    [("1.2.3.4", True), ("1.2.3.4:80", True), ("[::1]:80", True), ("::1", True), ("[::1]", True),
     ("1.2.3.4:0", False), ("localhost", False), ("", False), ("[::1", False), ("[::1]80", False)],
)  # fmt: skip
def test_address_port(text: str, right: bool) -> None:
    assert address_port(text) is right


@given(st.integers(0, 2**32 - 2))
def test_every_ipv4_address(value: int) -> None:
    assert ipv4(str(ipaddress.IPv4Address(value))) == value


@given(st.integers(0, 2**128 - 1))
def test_every_ipv6_address(value: int) -> None:
    assert ipv6(str(ipaddress.IPv6Address(value))) == value


@given(st.text(max_size=30), st.booleans(), st.booleans())
def test_nothing_fails(text: str, listen: bool, uri: bool) -> None:
    url = parse_url(text, listen=listen, uri_part=uri)
    assert 0 <= url.start <= url.end <= len(text)
    network(text)
    address_port(text)
