"""Lists of cipher suites mean here what they mean to OpenSSL."""

from __future__ import annotations

import ssl

import pytest
from hypothesis import given, settings, strategies as st

from nginxlint.nginx import ciphers


def _openssl(text: str) -> set[str]:
    """What the OpenSSL of this Python enables, nothing if it refuses the list."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.set_ciphers(text)
    except ssl.SSLError:
        return set()
    return {str(one["name"]) for one in context.get_ciphers() if one["protocol"] != "TLSv1.3"}


_BUILT = _openssl("ALL:COMPLEMENTOFALL:@SECLEVEL=0")
"""The suites that this OpenSSL is built with: the words of the others mean nothing to it."""


def _ours(text: str) -> set[str]:
    return {suite.name for suite in ciphers.expand(text, old=False) or () if suite.name in _BUILT}


LISTS = [
    "ALL",
    "DEFAULT",
    "DEFAULT@SECLEVEL=0",
    "DEFAULT:!kRSA",
    "HIGH:!aNULL:!MD5",
    "HIGH:!ADH:!MD5",
    "EECDH+AESGCM:EDH+AESGCM",
    "EECDH+ECDSA+AESGCM EECDH+aRSA+AESGCM EECDH EDH+aRSA !RC4 !aNULL !LOW !3DES !MD5 !PSK !DSS",
    "ALL:!aNULL:!ADH:!eNULL:!LOW:!EXP:RC4+RSA:+HIGH:+MEDIUM",
    "kEECDH+ECDSA+AES128:kEECDH+ECDSA+AES256:kEECDH+AES128:kEECDH+AES256:kEDH+AES128:+SHA:!aNULL:!eNULL",
    "TLSv1.2+HIGH:!DHE:@STRENGTH",
    "SSLv3:TLSv1:-CAMELLIA:CAMELLIA256+SHA384",
    "COMPLEMENTOFDEFAULT:COMPLEMENTOFALL@SECLEVEL=0",
    "AES128-SHA:!AES128-SHA:AES128-SHA",
    "AES128-SHA:-AES128-SHA:AES128-SHA",
    "HIGH!aNULL-SHA1",
    "FIPS+HIGH:FIPS",
    "SUITEB128",
    "SUITEB192:ALL",
    ciphers.INTERMEDIATE,
    ciphers.DEFAULT,
    "ECDHE-RSA-AES128-GCM-SHA256:NO-SUCH-SUITE:TLS_AES_128_GCM_SHA256",
    "NO-SUCH-SUITE",
    "HIGH:@SECLEVEL=9",
    "HIGH:@NOTHING",
    "HIGH:+",
    "",
]


@pytest.mark.parametrize("text", LISTS)
def test_known_lists(text: str) -> None:
    assert _ours(text) == _openssl(text)


_NAMES = st.sampled_from(sorted({*ciphers._aliases(), *_BUILT, "NO-SUCH-SUITE", "SSLv2"}))
_WORDS = st.builds(
    lambda operator, names: operator + "+".join(names),
    st.sampled_from(["", "", "", "!", "-", "+"]),
    st.lists(_NAMES, min_size=1, max_size=3),
)
_STARTS = st.sampled_from(["", "DEFAULT", "ALL", "HIGH", "DEFAULT@SECLEVEL=0"])


@settings(max_examples=500, deadline=None)
@given(_STARTS, st.lists(st.tuples(st.sampled_from(":,; "), _WORDS), max_size=6))
def test_any_list(start: str, rest: list[tuple[str, str]]) -> None:
    text = start + "".join(separator + word for separator, word in rest)
    assert _ours(text) == _openssl(text)


@given(st.text())
def test_any_text(text: str) -> None:
    ciphers.expand(text)


def test_the_word_that_lets_a_suite_in() -> None:
    text = "HIGH:MEDIUM:!aNULL:DES-CBC-SHA"
    enabled = ciphers.expand(text)
    assert enabled is not None
    by = {suite.name: text[word.start : word.end] for suite, word in enabled.items()}
    assert by["RC4-SHA"] == "MEDIUM"
    assert by["DES-CBC-SHA"] == "DES-CBC-SHA"
    assert by["AES128-SHA"] == "HIGH"
    assert "ADH-AES128-SHA" not in by


def test_weak_suites() -> None:
    weak = {name for name, suite in ciphers.suites().items() if suite.weakness}
    assert {"NULL-SHA256", "RC4-SHA", "DES-CBC3-SHA", "EXP-RC4-MD5", "AECDH-AES128-SHA", "SEED-SHA"} <= weak
    assert not weak & {"AES128-SHA", "ECDHE-RSA-AES128-GCM-SHA256", "DHE-RSA-CAMELLIA256-SHA"}
    assert not any(suite.weakness for suite in ciphers.expand(ciphers.DEFAULT) or ())
