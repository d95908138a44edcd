"""Credentials are not shown, and what is none stays readable."""

from __future__ import annotations

import pytest

from nginxlint.lint.finding import Finding, Fix, Outcome, Severity
from nginxlint.report import Options, render
from nginxlint.report.masking import credentials
from nginxlint.text.edit import Edit
from nginxlint.text.source import Source


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ('proxy_set_header Authorization "Basic Zm9vOmJhcg==";', "Zm9vOmJhcg=="),
        ("proxy_set_header authorization 'Bearer abc.def';", "abc.def"),
        ("grpc_set_header Proxy-Authorization abc;", "abc"),
        ('proxy_set_header X-Api-Key "k3y";', "k3y"),
        ("proxy_pass http://user:hunter2@10.0.0.1/;", "hunter2"),
        ("return 301 https://u:p4ss@example.com/;", "p4ss"),
        ("secure_link_secret word;", "word"),
        ("upstream_password 'a b';", "a b"),
        ("fastcgi_param DB_PASSWORD s3cret;", "s3cret"),
        ("uwsgi_param HTTP_AUTHORIZATION xyz;", "xyz"),
        ('set $auth_token "abc$uri";', "abc$uri"),
        ("env AWS_SECRET_ACCESS_KEY=abcd;", "abcd"),
        ("auth_http_header X-Auth-Key s3;", "s3"),
        ("proxy_set_header Authorization\n    abc;", "abc"),
        ("location / { secure_link_secret word; }", "word"),
    ],
)
def test_found(line: str, secret: str) -> None:
    assert [line[a:b] for a, b in credentials(line, 0, len(line))] == [secret]


@pytest.mark.parametrize(
    "line",
    [
        "proxy_set_header Authorization $http_authorization;",
        'proxy_set_header Authorization "Bearer $token";',
        'proxy_set_header Authorization "";',
        "proxy_set_header Host $host;",
        "ssl_password_file /etc/ssl/pass;",
        "ssl_certificate_key /etc/ssl/key.pem;",
        "auth_basic_user_file /etc/nginx/passwd;",
        "server_tokens off;",
        "proxy_pass http://127.0.0.1:8080/a@b;",
        "listen [::]:80;",
        "proxy_cookie_path / /;",
        "set $password $arg_password;",
    ],
)
def test_not_a_credential(line: str) -> None:
    assert credentials(line, 0, len(line)) == []


@pytest.mark.parametrize("padding", [0, 100_000])
def test_never_in_a_report(padding: int) -> None:
    line = 'proxy_set_header Authorization "Basic Zm9vOmJhcg==";'
    text = f"{'# x' * (padding // 3)}\nserver {{\n  {line}\n}}\n"
    source = Source("a.conf", text)
    start = text.index("Zm9v")
    fix = Fix("", (Edit.insert(source, start + 12, "X"),), safe=False)
    finding = Finding("r", "security", Severity.WARNING, "m", source, source.span(start, start + 12), fix=fix)
    for columns in (40, 80):
        report = render("text", Outcome((finding,)), Options(width=columns, verbose=1))
        assert "Zm9v" not in report
        assert "********" in report


def test_hostile_texts_take_no_longer_than_others() -> None:
    # Each would take hours if a pattern could go back over what it had read.
    for text in ("secret" * 50_000, "env " + "token" * 50_000, 'a_password "\\' * 20_000):
        assert isinstance(credentials(text, 0, len(text)), list)
