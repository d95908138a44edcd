"""Fixes: applied together, judged by linting again, settled after one run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import linting
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from nginxlint.config.given import Request
from nginxlint.lint import index
from nginxlint.lint.fix import Choice, Fixed, fix
from nginxlint.lint.run import Options, Run, lint
from nginxlint.nginx.dialect import dialect
from nginxlint.nginx.version import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nginxlint.lint.index import RuleEntry

RULES = '''
from nginxlint.rule import Edit, Report, Rule, Severity, on, on_configuration


def _swap(word, text, report, safe=True):
    return report.fix(f"write {text}", Edit.replace(word.span, text), safe=safe)


class Good(Rule):
    """A value that should be another."""
    id = "toy/good"
    severity = Severity.WARNING
    @on("keepalive_timeout")
    def check(self, directive, report):
        if directive.args[0] == "1":
            report(directive.args[0], "`1` is short", fix=_swap(directive.args[0], "75", report))


class Guess(Rule):
    """A value that should perhaps be another."""
    id = "toy/guess"
    severity = Severity.WARNING
    @on("send_timeout")
    def check(self, directive, report):
        if directive.args[0] == "1":
            report(directive.args[0], "`1` is short", fix=_swap(directive.args[0], "60", report, False))


class Lines(Rule):
    """A directive that needs another one after it."""
    id = "toy/lines"
    severity = Severity.WARNING
    @on_configuration("gzip")
    def check(self, configuration, report):
        for gzip in configuration.named("gzip"):
            inside = [one for one in (gzip.parent.children if gzip.parent else configuration.directives)]
            if not any(one.name == "gzip_vary" for one in inside):
                at = gzip.source.text.index(";", gzip.span.end) + 1
                report(gzip, "no gzip_vary", fix=report.fix(
                    "add it", Edit.insert(gzip.source, at, "\\n    gzip_vary on;"), safe=True))


class Useless(Rule):
    """A fix that leaves its finding."""
    id = "toy/useless"
    severity = Severity.WARNING
    @on("root")
    def check(self, directive, report):
        if directive.args[0] == "/useless":
            end = len(directive.source.text)
            report(directive, "useless", fix=report.fix(
                "say so", Edit.insert(directive.source, directive.span.start, "charset off; "), safe=True))


class Harmful(Rule):
    """A fix that brings an error."""
    id = "toy/harmful"
    severity = Severity.WARNING
    @on("root")
    def check(self, directive, report):
        if directive.args[0] == "/harm":
            report(directive, "harm", fix=_swap(directive.args[0], "/broken", report))


class Broken(Rule):
    """The error."""
    id = "toy/broken"
    severity = Severity.ERROR
    @on("root")
    def check(self, directive, report):
        if directive.args[0] == "/broken":
            report(directive, f"`{directive.args[0]}` is broken")


class Crash(Rule):
    """A rule that stumbles over what a fix writes."""
    id = "toy/crash"
    severity = Severity.WARNING
    @on("root")
    def check(self, directive, report):
        if directive.args[0] == "/crash":
            raise RuntimeError("on purpose")
        if directive.args[0] == "/nearly":
            report(directive, "nearly", fix=_swap(directive.args[0], "/crash", report))


class Ping(Rule):
    """Two fixes that undo one another."""
    id = "toy/ping"
    severity = Severity.WARNING
    @on("root")
    def check(self, directive, report):
        other = {"/ping": "/pong", "/pong": "/ping"}.get(directive.args[0])
        if other:
            report(directive, f"not {other}", fix=_swap(directive.args[0], other, report))


class Endless(Rule):
    """A fix that always leads to another one."""
    id = "toy/endless"
    severity = Severity.WARNING
    @on("root")
    def check(self, directive, report):
        word = directive.args[0]
        if word.startswith("/x"):
            report(directive, f"{word} is short", fix=_swap(word, word + "x", report))


class Pair(Rule):
    """A fix in two files."""
    id = "toy/pair"
    severity = Severity.WARNING
    @on_configuration("etag")
    def check(self, configuration, report):
        etags = configuration.named("etag")
        if {one.args[0] for one in etags} == {"on", "off"}:
            report(etags[0], "they differ", fix=report.fix("agree", *(
                Edit.replace(one.args[0].span, "on") for one in etags if one.args[0] == "off"), *(
                Edit.insert(one.source, one.span.start, "charset off; ") for one in etags), safe=True))


class Twin(Rule):
    """Two findings whose fixes insert at one place."""
    id = "toy/twin"
    severity = Severity.WARNING
    @on("sendfile")
    def check(self, directive, report):
        beside = {one.name for one in directive.parent.children}
        for name in ("aio", "directio"):
            if name not in beside:
                insertion = Edit.insert(directive.source, directive.span.start, f"{name} off; ")
                report(directive, f"no {name}", fix=report.fix(f"add {name}", insertion, safe=True))
'''


@pytest.fixture(scope="session")
def toys(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, RuleEntry]:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "toys.py").write_text(RULES, encoding="utf-8")
    return index.from_folder(str(folder))


@pytest.fixture
def apply(tmp_path: Path, toys: Mapping[str, RuleEntry]) -> Callable[..., Fixed]:
    """Fix files below the test's folder with the toy rules, or with those that are named."""

    def run(
        *paths: str,
        unsafe: bool = False,
        only: set[str] | None = None,
        select: set[str] | None = None,
        write: bool = True,
        stdin: bytes | None = None,
        **more: object,
    ) -> Fixed:
        known = {**index.built_in(), **toys}
        rules = {name: known[name] for name in (toys if select is None else select)}
        request = Request(paths or (".",), str(tmp_path), stdin=stdin, **more)  # type: ignore[arg-type]
        options = Options(rules, rules, dialect(NEWEST), host=False)
        choice = Choice(unsafe=unsafe, rules=None if only is None else frozenset(only))
        here = Path.cwd()
        os.chdir(tmp_path)
        try:
            return fix(request, options, choice, write=write)
        finally:
            os.chdir(here)

    return run


def put(folder: Path, **texts: str) -> None:
    for name, text in texts.items():
        path = folder / (name.replace("__", "/") + ".conf")
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(text.encode())


def text(folder: Path, name: str = "a.conf") -> str:
    return (folder / name).read_bytes().decode()


SERVER = "server {{\n    listen 80;\n    {}\n}}\n"


def test_applies_safe_fixes_and_reports_what_remains(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, a=SERVER.format("keepalive_timeout 1; send_timeout 1;"))
    fixed = apply()
    assert text(tmp_path) == SERVER.format("keepalive_timeout 75; send_timeout 1;")
    assert [one.finding.rule for one in fixed.applied] == ["toy/good"]
    assert [one.rule for one in fixed.outcome.findings] == ["toy/guess"]
    assert not fixed.outcome.failures
    assert not fixed.refused


def test_unsafe_fixes_too(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, a=SERVER.format("keepalive_timeout 1; send_timeout 1;"))
    assert not apply(unsafe=True).outcome.findings
    assert text(tmp_path) == SERVER.format("keepalive_timeout 75; send_timeout 60;")


def test_only_the_fixes_of_chosen_rules(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, a=SERVER.format("keepalive_timeout 1; send_timeout 1;"))
    fixed = apply(unsafe=True, only={"toy/guess"})
    assert text(tmp_path) == SERVER.format("keepalive_timeout 1; send_timeout 60;")
    assert [one.rule for one in fixed.outcome.findings] == ["toy/good"]


def test_not_what_a_comment_suppresses(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    before = SERVER.format("keepalive_timeout 1; # nginxlint: ignore[toy/good] old clients")
    put(tmp_path, a=before)
    assert not apply().files
    assert text(tmp_path) == before


def test_writes_nothing_if_not_asked_to(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    before = SERVER.format("keepalive_timeout 1;")
    put(tmp_path, a=before)
    fixed = apply(write=False)
    assert text(tmp_path) == before
    assert [file.after for file in fixed.files] == [SERVER.format("keepalive_timeout 75;").encode()]
    assert [one.rule for one in fixed.outcome.findings] == ["toy/good"]


@pytest.mark.parametrize(
    ("root", "reason"),
    [
        ("/useless", "still there"),
        ("/harm", "new error (a.conf:3: `/broken` is broken)"),
        ("/nearly", "new error"),
        ("/ping", "without end"),
        ("/xx", "without end"),
    ],
)
def test_takes_back_what_does_no_good(
    tmp_path: Path, apply: Callable[..., Fixed], root: str, reason: str
) -> None:
    """The fix is left out and says why; the others are applied all the same."""
    put(
        tmp_path,
        a=SERVER.format(f"root {root}; keepalive_timeout 75;"),
        b=SERVER.format("keepalive_timeout 1;"),
    )
    fixed = apply()
    assert text(tmp_path) == SERVER.format(f"root {root}; keepalive_timeout 75;")
    assert any(reason in one.reason for one in fixed.refused), fixed.refused
    assert not fixed.outcome.failures
    assert text(tmp_path, "b.conf") == SERVER.format("keepalive_timeout 75;")


def test_takes_back_one_of_many(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    """Beside a harmful fix in the same file the harmless ones stay."""
    good, harm = "keepalive_timeout 1;", "location /{} {{ root /harm; }}"
    lines = [good, *(harm.format(number) for number in range(3)), "location /z { keepalive_timeout 1; }"]
    put(tmp_path, a=SERVER.format("\n".join(lines)))
    fixed = apply()
    assert text(tmp_path) == SERVER.format("\n".join(lines)).replace("_timeout 1;", "_timeout 75;")
    assert len(fixed.refused) == 3
    assert len(fixed.applied) == 2


def test_an_error_that_was_there_is_no_new_one(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, a=SERVER.format("gzip on;\n    root /broken;"))
    fixed = apply()
    assert text(tmp_path) == SERVER.format("gzip on;\n    gzip_vary on;\n    root /broken;")
    assert not fixed.refused


def test_of_two_at_one_place_the_first_comes_first(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, a=SERVER.format("sendfile on;"))
    fixed = apply()
    assert text(tmp_path) == SERVER.format("aio off; directio off; sendfile on;")
    assert len(fixed.applied) == 2


def test_many_files_cost_no_lint_each(
    tmp_path: Path, apply: Callable[..., Fixed], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, **{f"f{number}": SERVER.format("keepalive_timeout 1;") for number in range(40)})
    calls = []

    def counted(*args: object) -> Run:
        calls.append(args)
        return lint(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("nginxlint.lint.fix.lint", counted)
    assert len(apply().files) == 40
    assert len(calls) == 2


# -- bytes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            b"\xef\xbb\xbfserver {\r\n    gzip on;\r\n}\r\n",
            b"\xef\xbb\xbfserver {\r\n    gzip on;\r\n    gzip_vary on;\r\n}\r\n",
        ),
        (
            b"# caf\xe9\nserver {\n\tgzip on;\n}",
            b"# caf\xe9\nserver {\n\tgzip on;\n    gzip_vary on;\n}",
        ),
        (
            b"server {\n    gzip on;\r\n}\n# \xc3\xa9\n",
            b"server {\n    gzip on;\n    gzip_vary on;\r\n}\n# \xc3\xa9\n",
        ),
    ],
    ids=["crlf and bom", "latin-1 without a last line feed", "mixed"],
)
def test_keeps_line_endings_bom_and_encoding(
    tmp_path: Path, apply: Callable[..., Fixed], before: bytes, after: bytes
) -> None:
    (tmp_path / "a.conf").write_bytes(before)
    assert not apply().refused
    assert (tmp_path / "a.conf").read_bytes() == after


def test_a_comment_that_goes_leaves_its_line_ending(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, nginx="events {} # nginxlint: ignore[toy/good] old\r\nhttp {\r\n}\r\n")
    apply("nginx.conf", select={"toy/good", "unused-ignore-comment"})
    assert text(tmp_path, "nginx.conf") == "events {}\r\nhttp {\r\n}\r\n"


# -- which files -----------------------------------------------------------------------------------


def test_follows_a_symlink_to_its_file(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, **{"sites-available__a": SERVER.format("keepalive_timeout 1;")})
    (tmp_path / "sites-enabled").mkdir()
    link = tmp_path / "sites-enabled" / "a"
    link.symlink_to("../sites-available/a.conf")
    assert len(apply("sites-enabled/a").files) == 1
    assert link.is_symlink()
    assert text(tmp_path, "sites-available/a.conf") == SERVER.format("keepalive_timeout 75;")


def test_a_symlink_in_a_given_folder_stays_in_the_repository(
    tmp_path: Path, apply: Callable[..., Fixed]
) -> None:
    before, after = SERVER.format("keepalive_timeout 1;"), SERVER.format("keepalive_timeout 75;")
    put(tmp_path, repo__available__a=before, elsewhere__b=before)
    (tmp_path / "repo" / ".git").mkdir()
    enabled = tmp_path / "repo" / "sites-enabled"
    enabled.mkdir()
    (enabled / "a").symlink_to("../available/a.conf")
    (enabled / "b").symlink_to(tmp_path / "elsewhere" / "b.conf")
    fixed = apply("repo/sites-enabled", allow_outside=True)
    assert text(tmp_path, "repo/available/a.conf") == after
    assert text(tmp_path, "elsewhere/b.conf") == before
    assert len(fixed.barred) == 1


def test_leaves_included_files_that_are_not_given(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    before = SERVER.format("keepalive_timeout 1;")
    put(
        tmp_path,
        nginx="events {}\nhttp {\n    keepalive_timeout 1;\n    include conf.d/*.conf;\n}\n",
        conf_d="",
        **{"conf.d__a": before},
    )
    fixed = apply("nginx.conf")
    assert "keepalive_timeout 75;" in text(tmp_path, "nginx.conf")
    assert text(tmp_path, "conf.d/a.conf") == before
    assert [one.source.name for one in fixed.barred] == ["conf.d/a.conf"]
    assert not apply("nginx.conf", "conf.d").barred
    assert text(tmp_path, "conf.d/a.conf") != before


def test_under_a_root(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    """Links lead to files under the root, where they would lead on that machine."""
    before = SERVER.format("keepalive_timeout 1;")
    put(tmp_path, root__etc__nginx__nginx="events {}\nhttp { include sites-enabled/*; }\n")
    put(tmp_path, root__etc__nginx__available__a=before, root__srv__b=before, etc__b=before)
    enabled = tmp_path / "root" / "etc" / "nginx" / "sites-enabled"
    enabled.mkdir()
    (enabled / "a").symlink_to("/etc/nginx/available/a.conf")
    (enabled / "b").symlink_to("/srv/b.conf")
    fixed = apply("root/etc/nginx", root=str(tmp_path / "root"))
    assert len(fixed.files) == 2
    for name in ("etc/nginx/available/a.conf", "srv/b.conf"):
        assert text(tmp_path / "root", name) == SERVER.format("keepalive_timeout 75;")
    assert text(tmp_path, "etc/b.conf") == before


def test_one_file_given_twice(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, a=SERVER.format("gzip on;"))
    (tmp_path / "b.conf").symlink_to("a.conf")
    fixed = apply("a.conf", "./a.conf", "b.conf", ".")
    assert text(tmp_path) == SERVER.format("gzip on;\n    gzip_vary on;")
    assert len(fixed.files) == 1


def test_standard_input_is_given_back_and_not_written(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    put(tmp_path, a=SERVER.format("keepalive_timeout 1; send_timeout 1;"))
    given_text = SERVER.format("keepalive_timeout 1;")
    for name in ("<stdin>", "a.conf"):
        fixed = apply("-", stdin=given_text.encode(), stdin_name=name)
        assert fixed.stdin == SERVER.format("keepalive_timeout 75;").encode()
        assert not fixed.outcome.findings
    assert text(tmp_path) == SERVER.format("keepalive_timeout 1; send_timeout 1;")


def test_a_dump_is_left_as_it_is(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    dump = "# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp { keepalive_timeout 1; }\n"
    (tmp_path / "dump.txt").write_text(dump, encoding="utf-8")
    fixed = apply("dump.txt")
    assert [one.rule for one in fixed.outcome.findings] == ["toy/good"]
    assert not fixed.files
    assert apply("-", stdin=dump.encode()).stdin == dump.encode()


# -- several files ---------------------------------------------------------------------------------


def pair(folder: Path) -> None:
    put(
        folder,
        nginx="events {}\nhttp {\n    etag on;\n    include conf.d/*.conf;\n}\n",
        **{"conf.d__a": SERVER.format("etag off;")},
    )


def test_a_fix_of_two_files(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    pair(tmp_path)
    assert len(apply().files) == 2
    assert "charset off; etag on;" in text(tmp_path, "nginx.conf")
    assert "charset off; etag on;" in text(tmp_path, "conf.d/a.conf")


def test_a_fix_of_two_files_of_which_one_is_not_given(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    pair(tmp_path)
    fixed = apply("nginx.conf")
    assert not fixed.files
    assert [one.rule for one in fixed.barred] == ["toy/pair"]


@pytest.mark.parametrize("step", ["prepare", "commit"])
def test_a_fix_of_two_files_is_written_to_both_or_none(
    tmp_path: Path, apply: Callable[..., Fixed], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Whichever of the two can't be written; a file that has nothing to do with them is."""
    from nginxlint.files import write

    pair(tmp_path)
    put(tmp_path, other=SERVER.format("keepalive_timeout 1;"))
    names = ("nginx.conf", "conf.d/a.conf")
    before = [text(tmp_path, name) for name in names]
    for name in names:
        original = write.prepare
        bad = str(tmp_path / name)

        def prepare(path: str, old: bytes, new: bytes, bad: str = bad) -> write.Replacement:
            if path == bad and step == "prepare":
                raise write.WriteError(path, "no space left on device")
            made = original(path, old, new)  # noqa: B023
            if path == bad:
                os.utime(path, ns=(1, 1))
            return made

        with monkeypatch.context() as patched:
            patched.setattr(write, "prepare", prepare)
            fixed = apply()
        assert [text(tmp_path, name) for name in names] == before
        assert len(fixed.outcome.failures) == 2
        assert "toy/pair" in [one.rule for one in fixed.outcome.findings]
    assert text(tmp_path, "other.conf") == SERVER.format("keepalive_timeout 75;")
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith(".")]


def test_a_file_that_changes_meanwhile_is_left_alone(
    tmp_path: Path, apply: Callable[..., Fixed], monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, a=SERVER.format("keepalive_timeout 1;"), b=SERVER.format("keepalive_timeout 1;"))

    def meanwhile(*args: object) -> Run:
        done = lint(*args)  # type: ignore[arg-type]
        put(tmp_path, a=SERVER.format("keepalive_timeout 2;"))
        return done

    monkeypatch.setattr("nginxlint.lint.fix.lint", meanwhile)
    fixed = apply()
    assert text(tmp_path) == SERVER.format("keepalive_timeout 2;")
    assert text(tmp_path, "b.conf") == SERVER.format("keepalive_timeout 75;")
    assert "changed by somebody else" in fixed.outcome.failures[0].message


# -- properties ------------------------------------------------------------------------------------

LINES = [
    "listen 80;",
    "server_name a.example b.example;",
    "gzip on;",
    "keepalive_timeout 1;",
    "send_timeout 1;",
    "root /harm;",
    "root /useless;",
    "root /ping;",
    "sendfile on;",
    "index index.html",
    "allow 10.0.0.1/8;",
    "location / {",
    "}",
    "};",
    "}}",
    "return 301 https://$host$request_uri",
    "# a comment; with { things",
    "add_header X “y”;",
    "",
    "\té;",
]
TEXTS = st.lists(st.sampled_from(LINES), max_size=14)
ENDINGS = st.sampled_from(["\n", "\r\n"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=TEXTS, ending=ENDINGS, unsafe=st.booleans(), real=st.booleans())
def test_a_second_run_changes_nothing(
    tmp_path: Path,
    apply: Callable[..., Fixed],
    toys: Mapping[str, RuleEntry],
    lines: list[str],
    ending: str,
    unsafe: bool,
    real: bool,
) -> None:
    rules = {name for name, entry in index.built_in().items() if entry.default and entry.category == "syntax"}
    select = rules | {"cidr-host-bits-set"} | (set() if real else set(toys))
    before = ending.join(["server {", *(f"    {line}" for line in lines), "}", ""])
    (tmp_path / "a.conf").write_bytes(before.encode())
    first = apply("a.conf", unsafe=unsafe, select=select)
    once = (tmp_path / "a.conf").read_bytes()
    second = apply("a.conf", unsafe=unsafe, select=select)
    assert (tmp_path / "a.conf").read_bytes() == once
    assert not second.files
    assert bool(first.files) == (once != before.encode())
    # No error that was not there, and no line ending of the other kind.
    if ending == "\r\n":
        assert once.count(b"\n") == once.count(b"\r\n")
    else:
        assert b"\r" not in once
    # Lines that are said to be kept are.
    for file in first.files:
        old, new = file.before.split(b"\n"), file.after.split(b"\n")
        assert len(file.kept) == len(new)
        kept = [(origin, line) for origin, line in zip(file.kept, new, strict=True) if origin >= 0]
        assert all(old[origin] == line for origin, line in kept)
        assert [origin for origin, _ in kept] == sorted({origin for origin, _ in kept})


def test_blocks_are_closed_from_the_inside(tmp_path: Path, apply: Callable[..., Fixed]) -> None:
    before = "http {\n    server {\n        location / {\n            deny all;\n"
    put(tmp_path, a=before)
    apply("a.conf", unsafe=True, select={"missing-closing-brace"})
    assert text(tmp_path) == before + "        }\n    }\n}\n"


BAD = sorted(linting.FIXTURES.glob("rules/*/bad*"))


@pytest.mark.parametrize("fixture", BAD, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_fixtures_settle(tmp_path: Path, apply: Callable[..., Fixed], fixture: Path) -> None:
    """Every fix of every rule: none is taken back, none brings an error, a second run finds none."""
    if fixture.is_dir():
        shutil.copytree(fixture, tmp_path, dirs_exist_ok=True, symlinks=True)
    else:
        shutil.copy(fixture, tmp_path)
    chosen = {name for name, entry in index.built_in().items() if not entry.host}
    first = apply(".", unsafe=True, select=chosen)
    assert not first.outcome.failures or "no nginx configuration" in str(first.outcome.failures)
    assert not first.refused, [(one.finding.rule, one.reason) for one in first.refused]
    second = apply(".", unsafe=True, select=chosen)
    assert not second.files
