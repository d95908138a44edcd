"""Which location answers and which file is opened: what the rules about locations say, in a real nginx."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linting import expectations, findings
from running import fixture, serving

from nginxlint.config.contexts import context_of
from nginxlint.text.edit import apply_edits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

BODIES = {
    ("unreachable-location", "bad.conf"): {
        "/v1/users": "versioned",
        "/v1/users/5": "versioned",
        "/v2/": "versioned",
        "/v2/x": "versioned",
        "/v1": "rest",
    },
    ("unreachable-location", "bad_no_regex.conf"): {
        "/static/a.css": "static",
        "/ping": "pong",
        "/x.js": "assets",
        "/static/x.js": "static",
    },
    ("unreachable-location", "bad_nested.conf"): {
        "/app/admin": "outer",
        "/app/adminx": "outer",
        "/app/": "app",
    },
    ("unreachable-location", "good.conf"): {
        "/x.css": "css",
        "/v1/users": "users",
        "/v2": "/v2 itself, and /v2x",
        "/static/img/a.png": "png",
        "/api/x.php": "api",
        "/x.php": "php",
    },
    ("regex-without-tilde", "bad.conf"): {"/books/7": "rest", "/v1/ping": "rest"},
    ("regex-without-tilde", "good.conf"): {"/books/7": "book", "/c++/x": "cpp", "/a(b).txt": "brackets"},
    ("location-never-matches", "bad.conf"): {
        "/images/": "rest",
        "/search?q=1": "rest",
        "/page": "rest",
        "/my%20files/": "rest",
        "/a//b": "rest",
        "/x/../y": "rest",
        "/downloads/": "rest",
        "/p//q": "rest",
        "/app/lib/": "app",
        "/lib/": "rest",
    },
    ("location-never-matches", "good.conf"): {
        "/my%20files/": "files",
        "/a//b": "slashes",
        "/lib/": "either",
        "/short": "inside",
        "/x/images/": "middle",
    },
    ("query-in-pattern", "bad.conf"): {"/item?id=5": "rest", "/search?q=x": "rest"},
    ("unanchored-regex", "bad.conf"): {"/files/v1/x": "first", "/x/bar/y": "either"},
}


@pytest.mark.parametrize(("rule", "name"), list(BODIES))
def test_which_location_answers(rule: str, name: str, tmp_path: Path) -> None:
    with serving(fixture(rule, name), tmp_path, includes()) as site:
        for path, body in BODIES[rule, name].items():
            assert site.get(path).body == body, path


def messages(rule: str, name: str) -> list[str]:
    """What a rule says of one of its fixtures."""
    path = fixture(rule, name)
    context = expectations(path).options.get("context")
    found = findings(path, select=(rule,), context=None if context is None else context_of(context))
    return [one.message for one in found]


def includes() -> Mapping[str, str]:
    """Empty files for what the fixtures include."""
    return {"/nowhere/more-locations.conf": "", "/nowhere/named.conf": ""}


OPENED = {
    ("alias-slash-mismatch", "bad.conf"): {
        "/img/a.png": "/srv/imagesa.png",
        "/docs/a.css": "/srv/www/example.coma.css",
    },
    ("alias-slash-mismatch", "good.conf"): {"/img/a.png": "/srv/images/a.png"},
    ("try-files-with-alias", "bad.conf"): {
        "/docs/a": "/srv/docs/a/docs/a",
        "/img/x": "/srv/images//img/none.png",
    },
    ("try-files-with-alias", "good.conf"): {"/a/x": "/srv/a/x", "/d/x": "/srv/d/x"},
    ("root-in-location", "good.conf"): {"/a/x": "/srv/www/a/x"},
}


@pytest.mark.parametrize(("rule", "name"), list(OPENED))
def test_which_file_is_read(rule: str, name: str, tmp_path: Path) -> None:
    files = {file: path for path, file in OPENED[rule, name].items()}
    with serving(fixture(rule, name), tmp_path, {**files, "/srv/": ""}) as site:
        for path in OPENED[rule, name]:
            assert site.get(path).body == path
    said = " ".join(messages(rule, name))
    for path, file in OPENED[rule, name].items():
        assert (f"`{path}` is looked for as `{file}`" in said) == name.startswith("bad")


def test_the_rest_of_the_uri_is_glued_on_until_the_fix(tmp_path: Path) -> None:
    path = fixture("alias-slash-mismatch", "bad.conf")
    text = path.read_text(encoding="utf-8").partition("\n")[2]
    found = findings(path, select=("alias-slash-mismatch",), context=context_of("server"))
    fixes = [edit for one in found if one.fix is not None and one.fix.safe for edit in one.fix.edits]
    assert len(fixes) == len(found)
    mended = apply_edits(path.read_text(encoding="utf-8"), fixes).partition("\n")[2]
    for name, wanted, config in (("old", 404, text), ("new", 200, mended)):
        (tmp_path / name).mkdir()
        with serving(config, tmp_path / name, {"/srv/images/a.png": "picture"}, context="server") as site:
            assert site.get("/img/a.png").status == wanted


def test_an_unknown_name_is_500(tmp_path: Path) -> None:
    with serving(fixture("undefined-named-location", "bad.conf"), tmp_path, {"/srv/www/": ""}) as site:
        assert site.get("/x").status == 500
        assert site.get("/x", port=8080).status == 500
        assert 'could not find named location "@app"' in site.error_log()
    with serving(
        fixture("undefined-named-location", "bad_inherited.conf"), tmp_path, {"/srv/www/": ""}
    ) as site:
        assert site.get("/x", host="example.com").status == 500
        assert site.get("/x", host="www.example.com").status == 404
    with serving(
        fixture("undefined-named-location", "good.conf"), tmp_path, {"/srv/www/": "", **includes()}
    ) as site:
        assert site.get("/x").sent.path == "/x"
        assert site.get("/mapped/new/").status == 500  # what a variable holds is not told before
        assert site.get("/new/mapped/").sent.path == "/new/mapped/"


def test_a_named_location_is_never_found_by_its_path(tmp_path: Path) -> None:
    with serving(fixture("unused-named-location", "bad.conf"), tmp_path, {"/srv/www/@old": "file"}) as site:
        assert site.get("/@old", host="example.com").body == "file"
        assert site.get("/x", host="example.com").sent.path == "/x"


def test_without_root_files_come_from_the_built_in_folder(tmp_path: Path) -> None:
    files = {"/html/index.html": "built in", "/html/img/a.png": "built in", "/srv/www/img/a.png": "site"}
    with serving(fixture("root-missing", "bad.conf"), tmp_path, files) as site:
        assert site.get("/index.html").body == "built in"
        assert site.get("/img/a.png", port=8080).body == "built in"
    with serving(
        fixture("root-missing", "good_inherited.conf"), tmp_path, {"/srv/www/index.html": "site"}
    ) as site:
        assert site.get("/").body == "site"
    with serving(fixture("root-in-location", "bad.conf"), tmp_path, {"/srv/www/a/x": "site"}) as site:
        assert site.get("/a/x", port=8080).status == 404
    with serving(fixture("root-in-location", "good.conf"), tmp_path, {"/srv/www/a/x": "site"}) as site:
        assert site.get("/a/x").body == "site"


def test_a_regular_expression_adds_nothing_to_an_alias(tmp_path: Path) -> None:
    files = {"/srv/images/a.png": "picture", "/srv/docs/b": "text"}
    with serving(fixture("alias-in-regex-location", "bad.conf"), tmp_path, files) as site:
        # the folder itself is found, and a folder is redirected to its name with a slash
        assert (site.get("/img/a.png").status, site.get("/img/none").status) == (301, 301)
        assert site.get("/docs/b").status == 301
    with serving(fixture("alias-in-regex-location", "good.conf"), tmp_path, files) as site:
        assert site.get("/img/a.png").body == "picture"
        assert site.get("/img/none").status == 404


def test_the_last_word_loses_the_path_of_the_location(tmp_path: Path) -> None:
    files = {"/srv/app/index.php": "front", "/srv/b/index.html": "front", "/srv/d/index.php": "front"}
    with serving(fixture("try-files-with-alias", "bad.conf"), tmp_path, files) as site:
        assert site.get("/app/x").status == 404
        assert (
            "`/app/x` is redirected to `index.php?$args`" in messages("try-files-with-alias", "bad.conf")[0]
        )
    with serving(fixture("try-files-with-alias", "good.conf"), tmp_path, files) as site:
        assert site.get("/b/x").body == "front"
        assert site.get("/d/x").body == "front"
        assert site.get("/c/x").sent.path == "/c/x"


def test_any_character_stands_for_the_dot(tmp_path: Path) -> None:
    assert "`/aphp` fits too" in messages("unescaped-dot-in-regex", "bad.conf")[0]
    text = "location ~ .php$ { return 200 program; } location / { return 200 file; }"
    with serving(text, tmp_path, context="server") as site:
        assert (site.get("/aphp").body, site.get("/x.php").body) == ("program", "program")


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ("~ ^/health$", "= /health", ("/health", "/healthy", "/x/health")),
        ("~ ^/static/", "^~ /static/", ("/static/", "/static/x.php", "/static", "/x/static/")),
        ("~ ^/static/.*$", "^~ /static/", ("/static/", "/static/x.php", "/static", "/x/static/")),
    ],
)
def test_the_plain_path_takes_the_same(
    before: str, after: str, paths: tuple[str, ...], tmp_path: Path
) -> None:
    rest = r"location ~ \.php$ { return 200 php; } location / { return 200 rest; }"
    answers = []
    for number, words in enumerate((before, after)):
        (tmp_path / str(number)).mkdir()
        text = f"location {words} {{ return 200 this; }} {rest}"
        with serving(text, tmp_path / str(number), context="server") as site:
            answers.append([site.get(path).body for path in paths])
    assert answers[0] == answers[1]
