"""Certificates, keys and parameters."""

from __future__ import annotations

import base64
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest
from host.tree import IS_ROOT, PI, Issued, Tree, issue
from hypothesis import given, settings, strategies as st

from nginxlint.host.certificates import Certificate, read_certificates
from nginxlint.host.chain import fault
from nginxlint.host.coverage import covers
from nginxlint.host.der import algorithm
from nginxlint.host.pem import blocks
from nginxlint.lint.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = issue(common="Root", days=(-1000, 3000))
MIDDLE = issue(by=ROOT, common="Middle", days=(-500, 1000))
SITE = issue("example.org", "www.example.org", by=MIDDLE)
RSA = issue("example.org", by=MIDDLE, kind="rsa", responder=True, issuer_url=True, addresses=("192.0.2.1",))


def serve(
    tree: Tree, lines: str, names: str = "example.org www.example.org", listen: str = "443 ssl"
) -> None:
    tree.configure(f"server {{ listen {listen}; server_name {names};\n{lines}\n}}")


def rules(tree: Tree, **asking: Any) -> list[str]:
    return [one.rule for one in tree.check(**asking)]


@pytest.mark.parametrize("kind", ["ec", "rsa", "ed25519"])
def test_a_good_pair(tree: Tree, kind: str) -> None:
    serve(tree, tree.pair("site", issue("example.org", "www.example.org", by=MIDDLE, kind=kind), MIDDLE))
    assert rules(tree) == []


# -- certificate-file-missing ----------------------------------------------------------------------


def test_missing_pair_is_one_finding(tree: Tree) -> None:
    serve(tree, "ssl_certificate /etc/no/c.pem; ssl_certificate_key /etc/no/k.pem;")
    (found,) = tree.check()
    assert found.rule == "certificate-file-missing"
    assert found.help == "Even `/etc/no` is not there. Correct the path, or bring the file in place."
    assert [label.message for label in found.related] == ["its key is not there either"]


def test_missing_key(tree: Tree) -> None:
    tree.pair("site", SITE, MIDDLE)
    serve(tree, "ssl_certificate /etc/ssl/site.pem; ssl_certificate_key /etc/ssl/sit.key;")
    found = tree.finding("certificate-file-missing")
    assert found.message.startswith("the private key `/etc/ssl/sit.key` is not there")
    assert found.help == "Did you mean `/etc/ssl/site.key`?"


def test_a_broken_link_is_said_to_be_one(tree: Tree) -> None:
    tree.pair("site", SITE, MIDDLE)
    tree.link("etc/live/fullchain.pem", "../archive/fullchain1.pem")
    serve(tree, "ssl_certificate /etc/live/fullchain.pem; ssl_certificate_key /etc/ssl/site.key;")
    help_ = tree.finding("certificate-file-missing").help
    assert help_ == "`/etc/live/fullchain.pem` is a link to `../archive/fullchain1.pem`, which is not there."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (SITE.der, "is in DER, not PEM"),
        (b"no PEM at all", "holds no certificate"),
        (SITE.key_pem.encode(), "holds no certificate"),
        (SITE.pem.encode("utf-16"), "holds no certificate"),
        (SITE.pem.replace("M", "N", 3).encode(), "is damaged"),
    ],
)
def test_files_that_hold_no_certificate(tree: Tree, content: bytes, words: str) -> None:
    lines = tree.pair("site", SITE)
    tree.file("etc/ssl/site.pem", content)
    serve(tree, lines)
    assert words in tree.finding("certificate-file-missing").message
    assert rules(tree) == ["certificate-file-missing"]


def test_exchanged_files(tree: Tree) -> None:
    tree.pair("site", SITE, MIDDLE)
    serve(tree, "ssl_certificate /etc/ssl/site.key; ssl_certificate_key /etc/ssl/site.pem;")
    assert tree.finding("certificate-file-missing").help == "Exchange the two paths."


def test_folder_and_fifo_are_no_certificates(tree: Tree) -> None:
    import os

    tree.folder("etc/ssl/folder")
    os.mkfifo(tree.path("etc/ssl/fifo"))
    serve(tree, "ssl_certificate /etc/ssl/folder; ssl_certificate_key /etc/ssl/fifo;")
    messages = " ".join(one.message for one in tree.check("certificate-file-missing"))
    assert "`/etc/ssl/folder` is a folder" in messages
    assert "`/etc/ssl/fifo` is no regular file" in messages


@pytest.mark.parametrize("word", ["/etc/$host.pem", "data:$x", "$cert"])
def test_what_no_file_is_named_by_is_passed_over(tree: Tree, word: str) -> None:
    serve(tree, f"ssl_certificate {word}; ssl_certificate_key engine:pkcs11:x;")
    assert rules(tree) == []


def test_relative_paths_start_from_nginx_conf(tree: Tree) -> None:
    tree.file("etc/nginx/site.pem", SITE.pem + MIDDLE.pem)
    tree.file("etc/nginx/site.key", SITE.key_pem, 0o600)
    serve(tree, "ssl_certificate site.pem; ssl_certificate_key site.key;")
    assert rules(tree) == []


@pytest.mark.skipif(IS_ROOT, reason="root can read everything")
def test_what_may_not_be_read_is_not_missing(tree: Tree) -> None:
    lines = tree.pair("site", SITE, MIDDLE)
    tree.path("etc/ssl").chmod(0)
    serve(tree, lines)
    (found,) = tree.check()
    tree.path("etc/ssl").chmod(0o755)
    assert found.severity is Severity.INFO
    assert "can't be read by you" in found.message


# -- pairs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ec", "rsa", "ed25519"])
def test_key_of_another_certificate(tree: Tree, kind: str) -> None:
    one = issue("example.org", "www.example.org", by=MIDDLE, kind=kind)
    other = issue("example.org", "www.example.org", by=MIDDLE, kind=kind)
    serve(tree, tree.pair("site", one, MIDDLE, key=other.key_pem))
    assert rules(tree) == ["certificate-key-mismatch"]


def test_whose_key_it_is(tree: Tree) -> None:
    tree.configure(
        f"server {{ listen 443 ssl; server_name example.org; {tree.pair('a', SITE, MIDDLE)} }}\n"
        "server { listen 444 ssl; server_name a.example.net; ssl_certificate_key /etc/ssl/a.key;"
        "ssl_certificate /etc/ssl/b.pem; }"
    )
    tree.pair("b", issue("a.example.net", by=MIDDLE), MIDDLE)
    found = tree.finding("certificate-key-mismatch")
    assert found.help == "It is the key of `/etc/ssl/a.pem`. Name the key of this certificate."


def test_several_pairs_go_by_their_order(tree: Tree) -> None:
    rsa = issue("example.org", "www.example.org", by=MIDDLE, kind="rsa")
    first, second = tree.pair("ec", SITE, MIDDLE), tree.pair("rsa", rsa, MIDDLE)
    serve(tree, first + second)
    assert rules(tree) == []
    serve(
        tree,
        "ssl_certificate /etc/ssl/ec.pem; ssl_certificate /etc/ssl/rsa.pem;"
        "ssl_certificate_key /etc/ssl/rsa.key; ssl_certificate_key /etc/ssl/ec.key;",
    )
    # OpenSSL sorts them by their algorithm.
    assert rules(tree) == []
    serve(tree, "ssl_certificate /etc/ssl/ec.pem; ssl_certificate_key /etc/ssl/rsa.key;")
    assert "no client can connect" in tree.finding("certificate-key-mismatch").message


def test_encrypted_key(tree: Tree) -> None:
    lines = tree.pair("site", SITE, MIDDLE, key=SITE.encrypted("sesame"))
    serve(tree, lines)
    assert rules(tree) == ["private-key-encrypted"]
    serve(tree, lines + "ssl_password_file /etc/ssl/pass;")
    assert rules(tree) == ["referenced-file-missing"]
    tree.file("etc/ssl/pass", "wrong\n")
    assert "no password in" in tree.finding("private-key-encrypted").message
    tree.file("etc/ssl/pass", "wrong\nsesame\n")
    assert rules(tree) == []


# -- dates -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((-90, -1), ["certificate-expired"]),
        ((1, 90), ["certificate-not-yet-valid"]),
        ((-90, 275), []),
        ((-60, 30.5), []),
        ((-61, 29), ["certificate-expiring"]),
        ((-80, 10), ["certificate-expiring"]),
        ((-3, 3), []),
        ((-5, 1.5), ["certificate-expiring"]),
    ],
)
def test_dates(tree: Tree, days: tuple[float, float], expected: list[str]) -> None:
    serve(tree, tree.pair("site", issue("example.org", "www.example.org", by=MIDDLE, days=days), MIDDLE))
    assert rules(tree) == expected


@pytest.mark.parametrize(
    ("left", "severity", "words"),
    [
        (20, Severity.INFO, "expires on 2030-06-21, in 20 days"),
        (10, Severity.WARNING, "expires on 2030-06-11, in 10 days"),
        (5, Severity.WARNING, "expires on Thursday, 2030-06-06, in 5 days"),
        (0.5, Severity.WARNING, "expires on Sunday, 2030-06-02, in 12 hours"),
    ],
)
def test_how_soon(tree: Tree, left: float, severity: Severity, words: str) -> None:
    serve(
        tree,
        tree.pair("site", issue("example.org", "www.example.org", by=MIDDLE, days=(-300, left)), MIDDLE),
    )
    found = tree.finding("certificate-expiring")
    assert found.severity is severity
    assert words in found.message


def test_expired_intermediate(tree: Tree) -> None:
    old = issue(by=ROOT, common="Old", days=(-900, -3))
    serve(tree, tree.pair("site", issue("example.org", "www.example.org", by=old), old))
    assert "certificate number 2" in tree.finding("certificate-expired").message


def test_the_time_may_be_given(tree: Tree) -> None:
    from datetime import datetime, timezone

    serve(tree, tree.pair("site", SITE, MIDDLE))
    late = datetime(2032, 1, 1, tzinfo=timezone.utc)
    assert rules(tree, now=late) == ["certificate-expired"]


# -- names -----------------------------------------------------------------------------------------

NAMES = [
    (("example.org",), "example.org", True),
    (("example.org",), "www.example.org", False),
    (("www.example.org",), "example.org www.example.org", False),
    (("*.example.org",), "www.example.org", True),
    (("*.example.org",), "example.org", False),
    (("*.example.org",), "a.b.example.org", False),
    (("*.example.org",), "*.example.org", True),
    (("www.example.org",), "*.example.org", False),
    (("example.org", "*.example.org"), ".example.org", True),
    (("*.example.org",), ".example.org", False),
    (("EXAMPLE.org",), "Example.ORG", True),
    (("xn--bcher-kva.example",), "bücher.example", True),
    (("example.org",), "bücher.example", False),
    (("example.org",), "_", True),
    (("example.org",), '""', True),
    (("example.org",), "localhost", True),
    (("example.org",), r"~^(www\.)?example\.net$", True),
    (("example.org",), "www.example.*", True),
    (("example.org",), "$hostname", True),
    (("example.org",), "192.0.2.7", False),
]


@pytest.mark.parametrize(("own", "names", "good"), NAMES)
def test_names(tree: Tree, own: Sequence[str], names: str, good: bool) -> None:
    serve(tree, tree.pair("site", issue(*own, by=MIDDLE), MIDDLE), names)
    assert rules(tree) == ([] if good else ["certificate-name-mismatch"])


def test_addresses_are_names(tree: Tree) -> None:
    leaf = issue("example.org", by=MIDDLE, addresses=("192.0.2.7", "2001:db8::1"))
    serve(tree, tree.pair("site", leaf, MIDDLE), "192.0.2.7 [2001:db8::1]")
    assert rules(tree) == []


def test_names_of_a_plain_server_do_not_matter(tree: Tree) -> None:
    serve(tree, tree.pair("site", SITE, MIDDLE), "example.net", listen="80")
    assert rules(tree) == []


def test_an_address_shared_with_a_tls_server_speaks_tls(tree: Tree) -> None:
    lines = tree.pair("site", SITE, MIDDLE)
    tree.configure(
        f"server {{ listen 443 ssl; server_name example.org; {lines} }}\n"
        f"server {{ listen 443; server_name example.net; {lines} }}"
    )
    assert rules(tree) == ["certificate-name-mismatch"]


def test_the_bare_name_is_pointed_at(tree: Tree) -> None:
    serve(tree, tree.pair("site", issue("www.example.org", by=MIDDLE), MIDDLE), "www.example.org example.org")
    found = tree.finding("certificate-name-mismatch")
    assert found.span is not None
    assert found.span.source.text[found.span.start : found.span.end] == "example.org"
    assert "is for `www.example.org` and not for `example.org`" in found.message


def test_an_internal_name_is_advice_only(tree: Tree) -> None:
    serve(tree, tree.pair("site", SITE, MIDDLE), "nas.local")
    assert tree.finding("certificate-name-mismatch").severity is Severity.INFO


# -- chains ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("certificates", "kind"),
    [
        ((SITE, MIDDLE), None),
        ((SITE, MIDDLE, ROOT), "is a root"),
        ((SITE, MIDDLE, MIDDLE), "stands there twice"),
        ((SITE, ROOT, MIDDLE), "did not sign the one before it"),
        ((SITE, issue(common="Stranger")), "signed none of the others"),
    ],
)
def test_order(tree: Tree, certificates: tuple[Issued, ...], kind: str | None) -> None:
    serve(tree, tree.pair("site", *certificates))
    found = tree.check()
    assert [one.rule for one in found] == ([] if kind is None else ["certificate-chain-order"])
    if kind is not None:
        assert kind in found[0].message


def test_the_authority_first(tree: Tree) -> None:
    serve(tree, tree.pair("site", MIDDLE, SITE, key=SITE.key_pem))
    found = tree.finding("certificate-chain-order")
    assert found.severity is Severity.ERROR
    assert "the server's own is number 2" in found.message
    assert "certificate-key-mismatch" not in rules(tree)


def test_leaf_alone_beside_the_full_chain(tree: Tree) -> None:
    tree.file("etc/live/fullchain.pem", SITE.pem + MIDDLE.pem)
    tree.file("etc/live/cert.pem", SITE.pem)
    tree.file("etc/live/privkey.pem", SITE.key_pem, 0o600)
    serve(tree, "ssl_certificate /etc/live/cert.pem; ssl_certificate_key /etc/live/privkey.pem;")
    (found,) = tree.check()
    assert found.rule == "certificate-chain-incomplete"
    assert found.fix is not None
    assert not found.fix.safe
    assert found.fix.edits[0].text == "/etc/live/fullchain.pem"


def test_leaf_alone_of_a_public_authority(tree: Tree) -> None:
    leaf = issue("example.org", "www.example.org", by=MIDDLE, issuer_url=True)
    serve(tree, tree.pair("site", leaf))
    assert rules(tree) == ["certificate-chain-incomplete"]
    tree.file("etc/ssl/certs/ca-certificates.crt", ROOT.pem + MIDDLE.pem)
    assert rules(tree) == []


def test_leaf_alone_of_an_own_authority_may_be_all_there_is(tree: Tree) -> None:
    serve(tree, tree.pair("site", SITE))
    assert rules(tree) == []


def test_self_signed(tree: Tree) -> None:
    lines = tree.pair("site", issue("example.org", "www.example.org"))
    serve(tree, lines)
    assert rules(tree) == ["certificate-self-signed"]
    serve(tree, lines, "_")
    assert rules(tree) == []


@pytest.mark.parametrize(("kind", "words"), [("small-rsa", "RSA key of 1024"), ("small-ec", "192 bits")])
def test_weak_key(tree: Tree, kind: str, words: str) -> None:
    serve(tree, tree.pair("site", issue("example.org", "www.example.org", by=MIDDLE, kind=kind), MIDDLE))
    assert rules(tree) == ["certificate-weak"]
    assert words in tree.finding("certificate-weak").message


# -- keys and links --------------------------------------------------------------------------------


def test_key_open_to_everybody(tree: Tree) -> None:
    serve(tree, tree.pair("site", SITE, MIDDLE))
    tree.path("etc/ssl/site.key").chmod(0o644)
    found = tree.finding("private-key-world-readable")
    assert found.severity is Severity.WARNING
    assert found.help == "`chmod 600 /etc/ssl/site.key`"
    tree.path("etc/ssl").chmod(0o700)
    assert tree.finding("private-key-world-readable").severity is Severity.INFO
    tree.path("etc/ssl/site.key").chmod(0o600)
    assert rules(tree) == []


@pytest.mark.skipif(not IS_ROOT, reason="only root can give a file to another group")
def test_key_open_to_a_group(tree: Tree) -> None:
    serve(tree, tree.pair("site", SITE, MIDDLE))
    tree.file("etc/ssl/site.key", SITE.key_pem, 0o640, 0, 110)
    assert "the group `web` (pi, www-data)" in tree.finding("private-key-world-readable").message
    tree.file("etc/ssl/site.key", SITE.key_pem, 0o640, 0, 109)
    assert rules(tree) == []
    tree.file("etc/ssl/site.key", SITE.key_pem, 0o640, PI, PI)
    assert rules(tree) == []


def test_key_that_is_served(tree: Tree) -> None:
    tree.file("srv/www/site.key", SITE.key_pem, 0o600)
    tree.file("etc/ssl/site.pem", SITE.pem + MIDDLE.pem)
    serve(
        tree,
        "root /srv/www; ssl_certificate /etc/ssl/site.pem; ssl_certificate_key /srv/www/site.key;",
    )
    assert "anybody can fetch it" in tree.finding("private-key-world-readable").message


def test_link_left_behind(tree: Tree) -> None:
    for number in (9, 10):
        tree.file(f"etc/letsencrypt/archive/x/fullchain{number}.pem", SITE.pem + MIDDLE.pem)
        tree.file(f"etc/letsencrypt/archive/x/privkey{number}.pem", SITE.key_pem, 0o600)
    for kind in ("fullchain", "privkey"):
        tree.link(f"etc/letsencrypt/live/x/{kind}.pem", f"../../archive/x/{kind}9.pem")
    serve(
        tree,
        "ssl_certificate /etc/letsencrypt/live/x/fullchain.pem;"
        "ssl_certificate_key /etc/letsencrypt/live/x/privkey.pem;",
    )
    assert rules(tree) == ["certificate-link-outdated"]
    for kind in ("fullchain", "privkey"):
        tree.path(f"etc/letsencrypt/live/x/{kind}.pem").unlink()
        tree.link(f"etc/letsencrypt/live/x/{kind}.pem", f"../../archive/x/{kind}10.pem")
    assert rules(tree) == []


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_damaged_certificate_raises_nothing(data: st.DataObject) -> None:
    """Every question has an answer, whatever is in the file."""
    der = bytearray(data.draw(st.sampled_from([SITE, MIDDLE, RSA])).der)
    for _ in range(data.draw(st.integers(1, 4))):
        der[data.draw(st.integers(0, len(der) - 1))] = data.draw(st.integers(0, 255))
    text = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(bytes(der)) + b"-----END CERTIFICATE-----\n"
    for certificate in read_certificates(blocks(text), {}) or []:
        for name, kind in vars(Certificate).items():
            if isinstance(kind, cached_property):
                getattr(certificate, name)
        assert isinstance(certificate.is_issued_by(certificate), bool)
        assert isinstance(covers(certificate, "example.org"), bool)
        fault([certificate, certificate], b"")
        algorithm(certificate.public_key)


def test_a_name_that_is_no_text() -> None:
    """A common name as a BIT STRING, which RFC 5280 does not know."""
    der = SITE.der.replace(b"\x55\x04\x03\x0c\x06Middle", b"\x55\x04\x03\x03\x06Middle")
    assert der != SITE.der
    text = b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(der) + b"-----END CERTIFICATE-----\n"
    for certificate in read_certificates(blocks(text), {}) or []:
        assert certificate.issuer == ""
        assert certificate.subject == "CN=example.org"
        assert not certificate.is_self_signed


# -- parameters and stapling -----------------------------------------------------------------------

DH_2048 = """-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz
+8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a
87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7
YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi
7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD
ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==
-----END DH PARAMETERS-----
"""
# The 1024-bit group of RFC 2409, section 6.2.
DH_1024 = """-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
"""


def test_parameters(tree: Tree) -> None:
    lines = tree.pair("site", SITE, MIDDLE) + "ssl_dhparam /etc/ssl/dh.pem;"
    serve(tree, lines)
    assert rules(tree) == ["dhparam-missing-file"]
    tree.file("etc/ssl/dh.pem", SITE.pem)
    assert "holds no Diffie-Hellman parameters" in tree.finding("dhparam-missing-file").message
    tree.file("etc/ssl/dh.pem", DH_1024)
    assert rules(tree) == ["dhparam-weak"]
    assert "1024 bits" in tree.finding("dhparam-weak").message
    tree.file("etc/ssl/dh.pem", DH_2048)
    assert rules(tree) == []


def test_parameters_that_no_tls_server_uses(tree: Tree) -> None:
    tree.configure("ssl_dhparam /etc/no.pem; server { listen 80; }")
    assert rules(tree) == []


def test_stapling(tree: Tree) -> None:
    def found(lines: str) -> list[tuple[str, str]]:
        serve(tree, lines + " ssl_stapling on; ssl_stapling_verify on;")
        names = ("stapling-without-responder", "stapling-without-resolver", "stapling-verify-without-ca")
        return [(one.rule, one.severity.name) for one in tree.check(*names)]

    bare = tree.pair("site", SITE, MIDDLE)
    assert found(bare) == [("stapling-without-responder", "INFO")]
    named = " ssl_stapling_responder http://ocsp.example.org/;"
    assert found(bare + named) == [("stapling-without-resolver", "INFO")]
    assert found(bare + named + " resolver 127.0.0.1;") == []
    with_responder = issue("example.org", "www.example.org", by=MIDDLE, responder=True)
    whole = tree.pair("other", with_responder, MIDDLE) + " resolver 127.0.0.1;"
    assert found(whole) == []
    alone = tree.pair("alone", with_responder) + " resolver 127.0.0.1;"
    assert found(alone) == [("stapling-verify-without-ca", "WARNING")]
    assert found(alone + " ssl_trusted_certificate /etc/ssl/chain.pem;") == []


def test_servers_of_stream_have_certificates_too(tree: Tree) -> None:
    old = issue("example.org", by=MIDDLE, days=(-90, -1))
    tree.file(
        "etc/nginx/nginx.conf",
        f"events {{}} stream {{ server {{ listen 1 ssl; {tree.pair('site', old, MIDDLE)} return x; }} }}",
    )
    assert rules(tree) == ["certificate-expired"]
