"""Of a repository's files only nginx's are taken for configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inprocess import command, concise, tree

if TYPE_CHECKING:
    from pathlib import Path

OTHERS = {
    "nginx/deploy": "#!/bin/sh\nif true; then\n    set -e; index=1\n    root=/srv; return 0;\nfi\n",
    "web/tool": "<?php\nif ($a) {\n    return 1;\n    set('x');\n}\n",
    "nginx/Dockerfile": "FROM nginx:1.28\nRUN set -e; \\\n    root; \\\n    user;\n",
    "nginx/Dockerfile.dev": "FROM nginx:1.28\nRUN set -e; root;\n",
    "etc/logrotate.d/nginx": (
        "/var/log/nginx/*.log {\n    daily\n    postrotate\n        root; user;\n    endscript\n}\n"
    ),
    "manticore/sphinx.conf": (
        "index main {\n    path = /x\n    type = plain;\n}\nsearchd {\n    listen = 9306;\n}\n"
    ),
    "etc/cron.daily/nginx": "if test -f x; then\n    root; user;\nfi\n",
    "apache2/sites.conf": "<VirtualHost *>\n  set a; root b;\n</VirtualHost>\n",
    "bind/named.conf": 'options {\n    directory "/x";\n};\nzone "a" {\n    type master;\n};\n',
    "nginx/module/config": 'if test -n "$x"; then\n    root; user;\nfi\n',
    "nginx/terraform/a.conf": "%{ if x }\nserver {\n    listen 80;\n}\n%{ endif }\n",
    "README.md": "server {\n    listen 80;\n}\n",
}
OURS = {
    "snippets/tls.conf": "ssl_protocols TLSv1.2 TLSv1.3;\nssl_session_timeout 1d;\n",
    "proxy/headers.inc": "proxy_set_header Host $host;\n",
    "a/maps.conf": "map $uri $x {\n    default 1;\n    ~^/a 2;\n}\n",
    "b/upstreams.conf": "upstream app {\n    server 127.0.0.1:1;\n}\n",
    "sites-available/shop": "# nothing yet\n",
    "lua/app.conf": "location / {\n    content_by_lua_block {\n        if x then y() end\n    }\n}\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_not_nginx(tmp_path: Path, name: str) -> None:
    tree(tmp_path, {name: OTHERS[name]})
    done = command(".", cwd=tmp_path)
    assert done.status == 2, done.out
    assert "no nginx configuration found in ." in done.err


@pytest.mark.parametrize("name", OURS)
def test_nginx(tmp_path: Path, name: str) -> None:
    tree(tmp_path, {name: OURS[name]})
    done = command(".", "--select", "syntax", cwd=tmp_path)
    assert done.status == 0, done
    assert "in 1 file" in done.out


def test_a_file_that_is_named_is_taken_as_it_is(tmp_path: Path) -> None:
    tree(tmp_path, {"web/tool": "server {\n    foo on;\n}\n", "logrotate.d/x": "server {\n    foo on;\n}\n"})
    assert concise("web/tool", "logrotate.d/x", cwd=tmp_path).findings == [
        "logrotate.d/x:2 unknown-directive",
        "web/tool:2 unknown-directive",
    ]
