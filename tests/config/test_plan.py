"""Which configuration a path belongs to, what is read of it, and what is not."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from linting import brief, findings, run

from nginxlint.config.given import Request
from nginxlint.config.plan import make_plan
from nginxlint.nginx.dialect import dialect

MAIN = "events {}\nhttp {\n    include sites-enabled/*;\n}\n"
SITE = "server {\n    listen 80;\n    server_name %s;\n}\n"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def tree(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text.startswith("-> "):
            path.symlink_to(text[3:])
        else:
            path.write_text(text)
    return folder


def plan(*paths: Path | str, **surroundings: object):  # type: ignore[no-untyped-def]
    request = Request(tuple(str(path) for path in paths), "/", **surroundings)  # type: ignore[arg-type]
    return make_plan(request, dialect())


def names(configuration) -> list[str]:  # type: ignore[no-untyped-def]
    return [os.path.basename(reading.document.source.name) for reading in configuration.readings]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tree(
        tmp_path,
        {
            "nginx.conf": MAIN,
            "proxy_params": "proxy_set_header Host $host;\n",
            "sites-available/a": SITE % "a.example",
            "sites-available/b": SITE % "b.example",
            "sites-enabled/a": "-> ../sites-available/a",
            "sites-enabled/c": "server {\n    location / {\n        include proxy_params;\n    }\n}\n",
        },
    )


def test_the_main_configuration_is_found_from_sites_enabled(site: Path) -> None:
    made = plan(site / "sites-enabled")
    (configuration,) = made.configurations
    assert configuration.context == "main"
    assert names(configuration) == ["nginx.conf", "a", "c", "proxy_params"]
    assert made.shown == {str(site / "sites-available/a"), str(site / "sites-enabled/c")}


def test_the_main_configuration_is_found_from_one_site(site: Path) -> None:
    made = plan(site / "sites-enabled/c")
    (configuration,) = made.configurations
    assert configuration.context == "main"
    assert made.shown == {str(site / "sites-enabled/c")}


def test_a_relative_include_starts_at_the_folder_of_nginx_conf(site: Path) -> None:
    (configuration,) = plan(site / "sites-enabled/c").configurations
    assert not configuration.unread
    location = configuration.named("location")[0]
    assert [str(child.name) for child in location.children or ()] == ["include", "proxy_set_header"]
    assert configuration.named("proxy_set_header")[0].context == "location"


def test_a_site_that_nothing_includes_is_read_alone(site: Path) -> None:
    made = plan(site / "sites-available/b")
    alone = made.configurations[-1]
    assert alone.context == "http"
    assert names(alone) == ["b"]
    assert made.shown == {str(site / "sites-available/b")}


def test_a_linked_site_is_called_as_it_was_given(site: Path) -> None:
    (site / "sites-available/a").write_text("server {\n    listen 80\n}\n")
    found = findings("sites-available/a", cwd=site, select=("missing-semicolon",))
    assert [one.source.name for one in found] == ["sites-available/a"]
    found = findings("sites-enabled", cwd=site, select=("missing-semicolon",))
    assert [one.source.name for one in found] == ["sites-enabled/a"]


def test_a_folder_with_nginx_conf_is_read_with_all_it_includes(site: Path) -> None:
    made = plan(site)
    assert made.configurations[0].context == "main"
    assert [names(configuration) for configuration in made.configurations[1:]] == [["b"]]


def test_sites_without_a_main_file_are_one_http_block(tmp_path: Path) -> None:
    tree(tmp_path, {"sites-enabled/a": SITE % "a", "sites-enabled/b": SITE % "b"})
    (configuration,) = plan(tmp_path / "sites-enabled").configurations
    assert configuration.context == "http"
    assert names(configuration) == ["a", "b"]


def test_sites_available_are_each_read_alone(tmp_path: Path) -> None:
    tree(tmp_path, {"sites-available/a": SITE % "a", "sites-available/b": SITE % "a"})
    made = plan(tmp_path / "sites-available")
    assert [names(configuration) for configuration in made.configurations] == [["a"], ["b"]]


def test_each_inclusion_is_read_in_its_own_context(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "nginx.conf": "events {}\nhttp {\n    include x;\n    server {\n        include x;\n    }\n}\n",
            "x": "root /srv;\n",
        },
    )
    (configuration,) = plan(tmp_path / "nginx.conf").configurations
    assert [directive.context for directive in configuration.named("root")] == ["http", "server"]


def test_globs_are_read_in_byte_order_without_hidden_files(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "nginx.conf": "events {}\nhttp { include conf.d/*; }\n",
            "conf.d/b": "#\n",
            "conf.d/B": "#\n",
            "conf.d/.hidden": "#\n",
            "conf.d/a~": "#\n",
            "conf.d/é": "#\n",
        },
    )
    (configuration,) = plan(tmp_path / "nginx.conf").configurations
    assert names(configuration)[1:] == ["B", "a~", "b", "é"]


def test_a_cycle_ends_and_is_reported(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "nginx.conf": "events {}\nhttp {\n    include a;\n}\n",
            "a": "include b;\n",
            "b": "include a;\n",
        },
    )
    found = findings("nginx.conf", cwd=tmp_path)
    assert [(one.rule, one.source.name) for one in found] == [("include-cycle", "b")]


def test_an_include_bomb_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nginxlint.config.configuration.MAX_DIRECTIVES", 20_000)
    files = {f"f{i}": f"include f{i + 1};\n" * 10 for i in range(12)}
    tree(tmp_path, {"nginx.conf": "events {}\nhttp { include f0; }\n", "f12": "#\n", **files})
    found = findings("nginx.conf", cwd=tmp_path)
    assert {one.rule for one in found} == {"include-cycle"}


def test_a_dump_is_read_as_the_files_it_holds(tmp_path: Path) -> None:
    dump = (
        "# configuration file /etc/nginx/nginx.conf:\n"
        "events {}\nhttp {\n    include /etc/nginx/conf.d/*.conf;\n}\n\n"
        "# configuration file /etc/nginx/conf.d/a.conf:\n"
        "server {\n    listen 80\n    server_name a;\n}\n\n"
    )
    (tmp_path / "dump").write_text(dump)
    found = findings(tmp_path / "dump", select=("missing-semicolon",))
    assert [(one.source.name, *brief([one])) for one in found] == [
        ("/etc/nginx/conf.d/a.conf", "missing-semicolon 2:14")
    ]


def test_a_fragment_stands_where_its_comment_says(tmp_path: Path) -> None:
    text = "# nginxlint: context=http,server,location\nproxy_pass http://a;\n"
    tree(tmp_path, {"x.conf": text})
    (configuration,) = plan(tmp_path / "x.conf").configurations
    assert configuration.context == "location"


@pytest.mark.parametrize(
    ("text", "context"),
    [
        ("server {\n listen 80;\n location / { root /x; }\n}\n", "http"),
        ("server {\n listen 80;\n proxy_pass a:1;\n}\n", "stream"),
        ("location / { root /x; }\n", "server"),
        ("proxy_set_header Host $host;\n", "location"),
        ("upstream a { server b; }\nmap $a $b { default 1; }\n", "http"),
        ("load_module x.so;\nuser www-data;\n", "main"),
        ("events { }\n", "main"),
        ("server 127.0.0.1:80;\nkeepalive 3;\n", "upstream"),
        ("text/html html;\n", None),
        ("", "http"),
    ],
)
def test_a_fragment_stands_where_its_directives_say(tmp_path: Path, text: str, context: str | None) -> None:
    tree(tmp_path, {"x.conf": text})
    (configuration,) = plan(tmp_path / "x.conf").configurations
    assert configuration.context == context


def test_nothing_outside_the_repository_is_read(tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    tree(
        tmp_path,
        {
            "secret": "password hunter2\n",
            "repository/nginx.conf": f"events {{}}\nhttp {{ include {tmp_path}/secret; include link; }}\n",
            "repository/link": "-> ../secret",
        },
    )
    done = run("nginx.conf", cwd=repository)
    assert {unread.reason for unread in done.plan.configurations[0].unread} == {"outside"}
    assert not done.outcome.findings
    done = run("nginx.conf", cwd=repository, allow_outside=True)
    assert done.outcome.findings


def test_under_a_root_links_stay_inside(tmp_path: Path) -> None:
    root = tmp_path / "root"
    tree(
        tmp_path,
        {
            "etc/passwd": "outside\n",
            "root/etc/nginx/nginx.conf": "events {}\nhttp { include sites-enabled/*; }\n",
            "root/etc/nginx/sites-enabled/a": "-> /etc/nginx/sites-available/a",
            "root/etc/nginx/sites-enabled/b": "-> ../../../../../../../etc/passwd",
            "root/etc/nginx/sites-available/a": SITE % "a",
        },
    )
    made = plan(root / "etc/nginx", root=str(root))
    (configuration,) = made.configurations
    assert names(configuration) == ["nginx.conf", "a"]
    assert [unread.reason for unread in configuration.unread] == ["missing"]


def test_a_path_outside_the_root_is_a_failure(tmp_path: Path) -> None:
    tree(tmp_path, {"root/x": "", "y.conf": SITE % "a"})
    assert plan(tmp_path / "y.conf", root=str(tmp_path / "root")).failures


def test_keys_scripts_and_leftovers_are_passed_over(tmp_path: Path) -> None:
    tree(
        tmp_path,
        {
            "a.conf": SITE % "a",
            "b.conf.bak": "broken {",
            ".c.conf": "broken {",
            "d.pem": "-----BEGIN",
            "e.py": "x = {",
            "redis.conf": "maxmemory 2mb\nport 6379\n",
            "README": "Some words about the server;\n",
        },
    )
    made = plan(tmp_path)
    assert {os.path.basename(path) for path in made.shown} == {"a.conf"}


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_a_failure_and_the_rest_is_linted(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": SITE % "a", "b.conf": "server {\n    listen 80\n}\n"})
    (tmp_path / "a.conf").chmod(0)
    done = run(tmp_path)
    assert done.outcome.failures
    assert done.outcome.findings


def test_standard_input_stands_in_for_the_file_it_is_called(site: Path) -> None:
    data = b"server {\n    listen 80\n    location / {\n        include proxy_params;\n    }\n}\n"
    done = run("-", cwd=site, stdin=data, stdin_name="sites-enabled/c")
    assert brief(list(done.outcome.findings)) == ["missing-semicolon 2:14"]
    assert done.plan.configurations[0].context == "main"


def test_several_complete_configurations_are_each_their_own(tmp_path: Path) -> None:
    tree(tmp_path, {"a/nginx.conf": "events {}\n", "b/nginx.conf": "events {}\n"})
    assert len(plan(tmp_path / "a/nginx.conf", tmp_path / "b/nginx.conf").configurations) == 2
