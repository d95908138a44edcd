"""Whatever is wrong in a settings file is said with its line, all of it at once, and ends the run with 2."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inprocess import command, tree

if TYPE_CHECKING:
    from pathlib import Path

FINE = "server {\n    listen 80;\n    server_name a.example;\n}\n"

MISTAKES = {
    'selct = ["tls"]': "1: there is no setting `selct`; did you mean `select`?",
    'extend_select = ["tls"]': "1: there is no setting `extend_select`; did you mean `extend-select`?",
    "nonsense = 1": "1: there is no setting `nonsense`; there are extend, profile, select",
    'profile = "recomended"': '1: `profile` takes one of "minimal", "recommended", "strict", "all", '
    'not "recomended"; did you mean "recommended"?',
    "fail-on = 3": '1: `fail-on` takes one of "error", "warning", "info", "never", not 3',
    'require-reason = "yes"': "1: `require-reason` takes true or false, not a text",
    'nginx-version = "newest"': '1: `nginx-version` takes a version such as "1.24.0", not "newest"',
    'ignore = [\n  "tls",\n  7,\n]': "3: `ignore` takes a text, not a whole number",
    'ignore = [\n  "tls",\n  "secruity",\n]': "3: `ignore`: there is no rule or category `secruity`; "
    "did you mean `security`?",
    'select = "tls"': "1: `select` takes a list, not a text",
    '# a\n[per-file-ignores]\n"a" = ["tls"]\n"b" = "tls"': "4: `per-file-ignores.b` takes a list, not a text",
    '[per-file-ignores]\n"a" = [\n"tsl"]': "3: `per-file-ignores`: there is no rule or category `tsl`; "
    "did you mean `tls`?",
    '[rules.missing-semicolom]\nseverity = "info"': "1: `rules`: there is no rule `missing-semicolom`; "
    "did you mean `missing-semicolon`?",
    '[rules.missing-semicolon]\nseverity = "fatal"': "2: `rules.missing-semicolon.severity` takes one of "
    '"error", "warning", "info", not "fatal"',
    "[rules.missing-semicolon]\nseverty = 1": "2: the rule missing-semicolon has no option `severty`; "
    "did you mean `severity`?",
    "[rules]\nmissing-semicolon = 1": "2: `rules.missing-semicolon` must be a table",
    '[directives.foo]\ncontexts = ["http",\n "sever"]': '3: `directives.foo.contexts` takes one of "any"',
    '[directives.foo]\nargs = "many"': "2: `directives.foo.args` takes a number",
    "[directives.foo]\narg = 1": "2: there is no setting `directives.foo.arg`; did you mean `args`?",
    "[directives]\nfoo = 1": "2: `directives.foo` must be a table",
    'main = "../nginx.conf"': "1: `main`: `../nginx.conf` lies outside",
    'prefix = "/etc"': "1: `prefix`: `/etc` lies outside",
    'baseline = "/tmp/x"': "1: `baseline`: `/tmp/x` lies outside",
    '[path-map]\n"/etc/nginx" = "/root"': "2: `path-map`: `/root` lies outside",
    'extend = "../other.toml"': "1: `extend`: `../other.toml` lies outside",
    'extend = "gone.toml"': "gone.toml: no such file",
    'extend = ".nginxlint.toml"': "1: `extend`: .nginxlint.toml leads back",
    "a = [\n": "is not valid TOML",
    'a = 1\nb = "': "2: is not valid TOML",
    "a = " + "[" * 3000: "is nested too deep",
    '"\\u0041\\u001b]0;x" = 1': "1: there is no setting",
}


@pytest.mark.parametrize("text", MISTAKES, ids=range(len(MISTAKES)))
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str) -> None:
    folder = tree(tmp_path, {"a.conf": FINE, ".nginxlint.toml": text + "\n"})
    done = command("a.conf", cwd=folder)
    assert done.status == 2
    assert MISTAKES[text] in done.err, done.err
    assert done.err.startswith("nginxlint: ")
    assert done.out == ""
    assert "\x1b" not in done.err


def test_all_mistakes_are_named_in_order(tmp_path: Path) -> None:
    text = 'profile = "x"\nselct = []\nfail-on = "y"\n[rules.nothing]\n[directives.a]\nargs = "x"\n'
    folder = tree(tmp_path, {"a.conf": FINE, ".nginxlint.toml": text})
    lines = [line.split(":")[2] for line in command("a.conf", cwd=folder).err.splitlines()]
    assert lines == ["1", "2", "3", "6"]


def test_a_line_in_pyproject(tmp_path: Path) -> None:
    text = '[project]\nname = "x"\n\n[tool.nginxlint]\nprofile = "strict"\nignored = []\n'
    folder = tree(tmp_path, {"a.conf": FINE, "pyproject.toml": text})
    done = command("a.conf", cwd=folder)
    assert (done.status, done.err) == (
        2,
        "nginxlint: pyproject.toml:6: there is no setting `ignored`; did you mean `ignore`?\n",
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--config", "gone.toml"], "--config: gone.toml: no such file"),
        (["--severity", "missing-semicolon"], "--severity takes RULE=error"),
        (["--severity", "mising-semicolon=info"], "did you mean `missing-semicolon`?"),
        (["--extend-select", "tsl"], "did you mean `tls`?"),
        (["--prune"], "--prune takes entries out of a baseline: name it with --baseline"),
        (["--baseline", "gone.json"], "gone.json: no such baseline; `nginxlint baseline PATH` writes it"),
    ],
)
def test_options_that_cannot_be(tmp_path: Path, arguments: list[str], message: str) -> None:
    folder = tree(tmp_path, {"a.conf": FINE})
    done = command("a.conf", *arguments, cwd=folder)
    assert done.status == 2
    assert message in done.err
