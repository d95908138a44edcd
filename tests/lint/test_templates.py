"""A template is said to be one, and nothing else that only its placeholders cause."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linting import brief, findings

if TYPE_CHECKING:
    from pathlib import Path

JINJA = """\
server {
    listen {{ port }};
    server_name {{ name }};
    {% if tls %}
    listen 443 ssl;
    ssl_certificate {{ certificate }};
    {% else %}
    listen 443;
    {% endif %}
    location / {
        root {{ root }};
        autoindex yes;
    }
}
"""


def test_only_what_is_certain_is_reported(tmp_path: Path) -> None:
    (tmp_path / "site.conf.j2").write_text(JINJA)
    found = findings(tmp_path / "site.conf.j2")
    assert brief(found) == ["unrendered-template 2:12", "invalid-argument-value 12:19"]


@pytest.mark.parametrize(
    "text",
    [
        "server {\n    listen ${PORT};\n    server_name ${NAME};\n}\n",
        "server {\n    listen <%= @port %>;\n    server_name <%= @name %>;\n}\n",
        "server {\n    listen 80;\n{{- if .Values.tls }}\n    listen 443 ssl;\n{{- end }}\n}\n",
        "upstream a {\n{% for one in servers %}\n    server {{ one }};\n{% endfor %}\n}\n",
    ],
)
def test_placeholders_alone_give_one_piece_of_advice(tmp_path: Path, text: str) -> None:
    (tmp_path / "site.conf.template").write_text(text)
    assert [one.rule for one in findings(tmp_path / "site.conf.template")] == ["unrendered-template"]


def test_variables_of_nginx_are_no_placeholders(tmp_path: Path) -> None:
    (tmp_path / "site.conf").write_text(
        "server {\n    listen 80;\n    return 301 https://${host}$request_uri;\n}\n"
    )
    assert findings(tmp_path / "site.conf") == []
