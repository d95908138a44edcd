"""Who is let in, and which header fields hold."""

from __future__ import annotations

import pytest
from model_texts import configuration_of, marked

from nginxlint.config.answers.headers import in_effect, lost
from nginxlint.config.blocks.access import access, is_internal, is_restricted

AUTH = "auth_basic x; auth_basic_user_file f;"


@pytest.mark.parametrize(
    ("outer", "inner", "is_open"),
    [
        ("", "", True),
        ("", "deny all;", False),
        ("", "allow 10.0.0.0/8;", True),
        ("", "allow 10.0.0.0/8; deny all;", False),
        ("deny all;", "", False),
        ("deny all;", "allow 10.0.0.0/8;", True),
        ("", "allow all; deny all;", True),
        ("", "deny all; allow all;", False),
        ("", "deny 10.0.0.1;", True),
        ("", "deny 0.0.0.0/0;", False),
        ("listen [::]:80;", "deny 0.0.0.0/0;", True),
        ("listen [::]:80;", "deny ::/0;", False),
        ("", AUTH, False),
        (AUTH, "auth_basic off;", True),
        (AUTH, "allow all;", False),
        ("satisfy any;" + AUTH, "allow all;", True),
        ("satisfy any;" + AUTH, "allow 10.0.0.0/8;", False),
        ("satisfy any;" + AUTH, "allow 10.0.0.0/8; deny all;", False),
        ("satisfy any;" + AUTH, "allow ::/0;", False),
        ("listen [::]:80 ipv6only=off; satisfy any;" + AUTH, "allow ::/0;", True),
    ],
)
def test_who_is_let_in(outer: str, inner: str, is_open: bool) -> None:
    configuration = configuration_of(f"server {{ {outer} location /a {{ {inner} root marked; }} }}")
    block = marked(configuration, "marked").parent
    assert block is not None
    assert access(configuration, block).is_open == is_open


@pytest.mark.parametrize(
    ("server", "location", "restricted"),
    [
        ("listen 80;", "internal;", True),
        ("listen 127.0.0.1:80;", "", True),
        ("listen unix:/run/x.sock;", "", True),
        ("listen 127.0.0.1:80; listen 80;", "", False),
        ("listen 80; ssl_verify_client on;", "", True),
        ("listen 80;", "if ($bad) { return 403; }", True),
        ("listen 80;", "", False),
    ],
)
def test_kept_from_strangers(server: str, location: str, restricted: bool) -> None:
    configuration = configuration_of(f"server {{ {server} location /a {{ {location} root marked; }} }}")
    block = marked(configuration, "marked").parent
    assert block is not None
    assert is_restricted(configuration, block) == restricted


def test_named_locations_are_internal() -> None:
    configuration = configuration_of("server { location @a { root marked; } location / { root other; } }")
    assert is_internal(marked(configuration, "marked"))
    assert not is_internal(marked(configuration, "other"))


@pytest.mark.parametrize(
    ("outer", "inner", "fields", "dropped"),
    [
        ("add_header A 1;", "", "A", ""),
        ("add_header A 1;", "add_header B 2;", "B", "A"),
        ("add_header A 1;", "add_header a 2;", "a", ""),
        ("add_header A 1;", "add_header_inherit merge; add_header B 2;", "A B", ""),
        ("add_header_inherit merge; add_header A 1;", "add_header B 2;", "A B", ""),
        ("add_header_inherit merge; add_header A 1;", "add_header_inherit on; add_header B 2;", "B", "A"),
        ("add_header A 1;", "add_header_inherit off;", "", ""),
        ("add_trailer A 1;", "add_header B 2;", "B", ""),
    ],
)
def test_header_fields_in_effect(outer: str, inner: str, fields: str, dropped: str) -> None:
    configuration = configuration_of(f"server {{ {outer} location /a {{ {inner} root marked; }} }}")
    block = marked(configuration, "marked").parent
    assert [str(line.args[0]) for line in in_effect(configuration, block, "add_header")] == fields.split()
    found = [str(line.args[0]) for one in lost(configuration, "add_header") for line in one.lines]
    assert found == dropped.split()
