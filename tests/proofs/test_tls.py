"""What the rules about TLS say of running nginx: which protocol, suite and group a visitor gets."""

from __future__ import annotations

import json
import re
import shutil
import socket
import ssl
import subprocess
import warnings
from typing import TYPE_CHECKING, NamedTuple

import pytest
import running
import trustme
from judges import open_judge
from nginx.judge import Judge
from running import fixture, serving

from nginxlint.nginx.tls import groups

if TYPE_CHECKING:
    from pathlib import Path

    from running import Site

ANY = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"


@pytest.fixture(autouse=True)
def _rsa(monkeypatch: pytest.MonkeyPatch) -> None:
    """Certificates with RSA keys, which static RSA needs."""

    def make(folder: Path) -> None:
        issued = trustme.CA().issue_cert("example.com", key_type=trustme.KeyType.RSA)
        issued.private_key_pem.write_to_path(str(folder / "key.pem"))
        issued.cert_chain_pems[0].write_to_path(str(folder / "cert.pem"))

    monkeypatch.setattr(running, "_make_certificate", make)


class Met(NamedTuple):
    """What a visitor got: protocol and suite; ``None`` for both where the server turned them away."""

    protocol: str | None
    suite: str | None
    session: ssl.SSLSession | None = None
    reused: bool = False


def meet(
    site: Site,
    port: int,
    *,
    name: str = "a.example.com",
    ciphers: str = ANY,
    lowest: ssl.TLSVersion = ssl.TLSVersion.TLSv1,
    highest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
    context: ssl.SSLContext | None = None,
    session: ssl.SSLSession | None = None,
) -> Met:
    """Connect as a visitor who would take anything."""
    if context is None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_ciphers(ciphers)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version, context.maximum_version = lowest, highest
    with socket.create_connection(("127.0.0.1", site.ports[port]), 10) as plain:
        try:
            with context.wrap_socket(plain, server_hostname=name, session=session) as secure:
                secure.sendall(b"GET / HTTP/1.0\r\nHost: %s\r\n\r\n" % name.encode())
                while secure.recv(4096):
                    pass
                suite = secure.cipher()
                return Met(
                    secure.version(), suite[0] if suite else None, secure.session, bool(secure.session_reused)
                )
        except (ssl.SSLError, ConnectionError):
            return Met(None, None)


V1, V12, V13 = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3
SERVER = """
server {
    listen 443 ssl;
    server_name a.example.com;
    ssl_certificate /etc/ssl/cert.pem;
    ssl_certificate_key /etc/ssl/key.pem;
    %s
    return 204;
}
"""


def _alone(line: str) -> str:
    return SERVER % line


@pytest.mark.parametrize("judge", ["wheel", "debian"])
def test_the_default_protocols(judge: str, tmp_path: Path) -> None:
    """ssl-protocols-missing: 1.22 offers TLS 1.0, the newest nginx does not."""
    with serving(_alone(f"ssl_ciphers {ANY};"), tmp_path, context="http", judge=judge) as site:
        met = meet(site, 443, highest=V1)
    assert met.protocol == ("TLSv1" if judge == "debian" else None)


def test_an_old_protocol(tmp_path: Path) -> None:
    """insecure-tls-protocol: what is offered is spoken, at OpenSSL's level 0."""
    with serving(
        _alone(f"ssl_protocols TLSv1 TLSv1.2; ssl_ciphers {ANY};"), tmp_path, context="http"
    ) as site:
        assert meet(site, 443, highest=V1).protocol == "TLSv1"
    with serving(_alone("ssl_protocols TLSv1 TLSv1.2;"), tmp_path, context="http") as site:
        assert meet(site, 443, highest=V1).protocol is None


def test_weak_suites(tmp_path: Path) -> None:
    """weak-ssl-ciphers: no encryption and no certificate at all, if the level allows it."""
    with serving(_alone(f"ssl_ciphers {ANY};"), tmp_path, context="http") as site:
        assert meet(site, 443, ciphers="NULL-SHA256:@SECLEVEL=0", highest=V12).suite == "NULL-SHA256"
        assert (
            meet(site, 443, ciphers="AECDH-AES128-SHA:@SECLEVEL=0", highest=V12).suite == "AECDH-AES128-SHA"
        )
    with serving(_alone("ssl_ciphers HIGH:!ADH:!MD5;"), tmp_path, context="http") as site:
        assert meet(site, 443, ciphers="AECDH-AES128-SHA:@SECLEVEL=0", highest=V12).suite is None


def test_forward_secrecy(tmp_path: Path) -> None:
    with serving(fixture("no-forward-secrecy", "bad_lists.conf"), tmp_path) as site:
        assert meet(site, 443, ciphers="kRSA", highest=V12).suite == "AES256-GCM-SHA384"
        assert meet(site, 443, highest=V12).suite == "ECDHE-RSA-AES256-GCM-SHA384"
        assert meet(site, 8443, highest=V12).suite == "AES256-SHA"
    with serving(fixture("no-forward-secrecy", "good_lists.conf"), tmp_path) as site:
        assert meet(site, 443, ciphers="kRSA", highest=V12).suite is None
        assert meet(site, 8444).suite == "TLS_AES_256_GCM_SHA384"


def test_dhe_without_parameters(tmp_path: Path) -> None:
    """dhparam-ineffective: the suite stands in the list and is never chosen."""
    with serving(fixture("dhparam-ineffective", "bad.conf"), tmp_path) as site:
        assert meet(site, 443, ciphers="DHE-RSA-AES128-GCM-SHA256", highest=V12).suite is None
        assert meet(site, 443, highest=V12).suite == "ECDHE-RSA-AES128-GCM-SHA256"


@pytest.mark.parametrize("judge", ["wheel", "debian"])
def test_protocols_of_a_name(judge: str, tmp_path: Path) -> None:
    """tls-options-per-vhost: before 1.29.2 the default server's protocols hold for all names."""
    with serving(fixture("tls-options-per-vhost", "bad.conf"), tmp_path, judge=judge) as site:
        assert meet(site, 8443).protocol == "TLSv1.2"
        met = meet(site, 8443, name="b.example.com")
    assert met.protocol == ("TLSv1.2" if judge == "debian" else "TLSv1.3")


@pytest.mark.parametrize("judge", ["wheel", "debian"])
def test_what_follows_the_name(judge: str, tmp_path: Path) -> None:
    with serving(fixture("tls-options-per-vhost", "good_by_name.conf"), tmp_path, judge=judge) as site:
        assert meet(site, 8443, highest=V12).suite == "ECDHE-RSA-AES128-GCM-SHA256"
    text = """
    ssl_protocols TLSv1.2;
    ssl_certificate /etc/ssl/cert.pem;
    ssl_certificate_key /etc/ssl/key.pem;
    server {
        listen 443 ssl;
        server_name a.example.com;
        ssl_ciphers ECDHE-RSA-AES128-GCM-SHA256;
        return 204;
    }
    server {
        listen 443 ssl;
        server_name b.example.com;
        ssl_ciphers ECDHE-RSA-AES256-GCM-SHA384;
        ssl_session_tickets off;
        return 204;
    }
    """
    with serving(text, tmp_path, context="http", judge=judge) as site:
        first, other = meet(site, 443), meet(site, 443, name="b.example.com")
    assert (first.suite, other.suite) == ("ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384")
    assert first.session is not None
    assert other.session is not None
    assert (first.session.has_ticket, other.session.has_ticket) == (True, False)


@pytest.mark.parametrize("judge", ["wheel", "debian"])
def test_what_the_default_server_decides(judge: str, tmp_path: Path) -> None:
    with serving(fixture("tls-options-per-vhost", "bad_others.conf"), tmp_path, judge=judge) as site:
        assert site.get("/", host="a.example.com", port=443, tls=True).body == "secp384r1"
        assert site.get("/", host="b.example.com", port=443, tls=True).body == "secp384r1"
        session = meet(site, 443, name="b.example.com", highest=V12).session
    assert session is not None
    assert session.ticket_lifetime_hint == 300


def _again(site: Site, port: int, name: str = "a.example.com") -> bool:
    """Whether a visitor's second connection takes up the session of the first."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.maximum_version = V12
    session = meet(site, port, name=name, context=context).session
    return meet(site, port, name=name, context=context, session=session).reused


def test_sessions_without_a_cache(tmp_path: Path) -> None:
    with serving(fixture("ssl-session-cache-missing", "bad.conf"), tmp_path) as site:
        assert not _again(site, 443)
    with serving(fixture("ssl-session-cache-missing", "good.conf"), tmp_path) as site:
        assert _again(site, 443)
    with serving(fixture("ssl-session-cache-missing", "good_others.conf"), tmp_path) as site:
        assert _again(site, 443)
        assert not _again(site, 8443)


def test_the_cache_of_a_name(tmp_path: Path) -> None:
    """tls-options-per-vhost: the session cache is the default server's."""
    text = """
    ssl_session_tickets off;
    ssl_certificate /etc/ssl/cert.pem;
    ssl_certificate_key /etc/ssl/key.pem;
    server { listen 443 ssl; server_name a.example.com; %s return 204; }
    server { listen 443 ssl; server_name b.example.com; %s return 204; }
    """
    cache = "ssl_session_cache shared:SSL:1m;"
    with serving(text % ("", cache), tmp_path, context="http") as site:
        assert not _again(site, 443, "b.example.com")
    with serving(text % (cache, ""), tmp_path, context="http") as site:
        assert _again(site, 443, "b.example.com")


def test_stapling_without_the_issuer(tmp_path: Path) -> None:
    """stapling-verify-without-ca: a certificate's file without its issuer."""
    with serving(fixture("stapling-verify-without-ca", "bad.conf"), tmp_path) as site:
        assert '"ssl_stapling" ignored, issuer certificate not found' in site.error_log()


def test_alt_svc(tmp_path: Path) -> None:
    text = fixture("quic-without-alt-svc", "good.conf").read_text()
    for line, sent in ((text, 'h3=":443"; ma=86400'), (re.sub(r"add_header.*", "", text), None)):
        quiet = line.replace("listen 443 quic reuseport;", "")
        with serving(quiet, tmp_path) as site:
            assert site.get("/", port=443, tls=True).header("Alt-Svc") == sent


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
def test_early_data_twice(tmp_path: Path) -> None:
    """early-data-replay: the same early request reaches the program twice, and nothing tells it so."""
    (tmp_path / "request").write_bytes(b"POST /order HTTP/1.0\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
    with serving(fixture("early-data-replay", "bad.conf"), tmp_path) as site:
        address = f"127.0.0.1:{site.ports[443]}"

        def ask(text: bytes, *options: str) -> str:
            command = ["openssl", "s_client", "-connect", address, "-tls1_3", "-ign_eof", *options]
            done = subprocess.run(
                command, cwd=tmp_path, input=text, capture_output=True, timeout=20, check=False
            )
            return done.stdout.decode("utf-8", "replace")

        ask(b"GET / HTTP/1.0\r\nHost: a\r\n\r\n", "-sess_out", "session")
        for _ in range(2):
            answer = ask(b"", "-sess_in", "session", "-early_data", "request")
            assert "Early data was accepted" in answer
            found = re.search(r'\{"method".*\}', answer)
            assert found, answer
            sent = json.loads(found[0])
            assert (sent["method"], sent["path"]) == ("POST", "/order")
            assert "Early-Data" not in dict(sent["fields"])


NAMES = ["X25519", "X448", "prime256v1", "secp256r1", "secp384r1", "P-256", "P-521", "secp256k1", "ffdhe2048"]
NOT_NAMES = ["secp512r1", "curve25519", "ED25519", "NIST-P256", "X25519Kyber768Draft00", "X25519MLKEM768"]


@pytest.mark.parametrize("which", ["wheel", "debian"])
@pytest.mark.parametrize("name", NAMES + NOT_NAMES)
def test_names_of_groups(which: str, name: str, tmp_path: Path) -> None:
    """ecdh-curve-unsupported: names that are unknown here stop nginx, those of OpenSSL 3.5 an older one."""
    judge: Judge = open_judge(which)
    running._make_certificate(tmp_path)
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ server {{ listen 127.0.0.1:1443 ssl; ssl_ecdh_curve {name};"
        f"ssl_certificate {tmp_path}/cert.pem; ssl_certificate_key {tmp_path}/key.pem; }} }}"
    )
    done = subprocess.run(
        [str(judge.binary), "-t", "-p", str(tmp_path), "-c", "nginx.conf", "-e", "error.log"],
        capture_output=True,
        text=True,
        check=False,
    )
    (group,) = groups(name)
    if group.kind == "new":
        assert "SSL_CTX_set1_curves_list" in done.stderr or done.returncode == 0
    else:
        assert ("SSL_CTX_set1_curves_list" in done.stderr) == (group.kind in ("unknown", "gone"))
