"""Which rules are worth importing: whether a directive occurs, with a text in its arguments."""

from __future__ import annotations

import pytest
from model_texts import configuration_of

from nginxlint.config.occurring import occurs

SERVER = "server { listen 443 SSL; location ~ \\.php$ { } }"


@pytest.mark.parametrize(
    ("wanted", "is_there"),
    [
        ("listen", True),
        ("listen ssl", True),
        ("listen quic", False),
        ("location ~", True),
        ("root", False),
        ("root /", False),
    ],
)
def test_directives_count_if_one_of_them_has_the_text(wanted: str, is_there: bool) -> None:
    assert occurs(configuration_of(SERVER), wanted) is is_there


def test_of_very_many_directives_the_arguments_are_not_looked_at() -> None:
    assert occurs(configuration_of(SERVER * 501), "listen quic")


def test_two_arguments_are_not_one_text() -> None:
    assert not occurs(configuration_of("server { listen 80 default_server; }"), "listen 80d")
