"""``nginxlint format`` as it is typed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from inprocess import command, tree

from nginxlint.syntax.layout import LayoutError, lay_out, same_tokens

if TYPE_CHECKING:
    from pathlib import Path

MESSY = "server {\n  listen 80 ;\n}\n"
TIDY = "server {\n    listen 80;\n}\n"
BROKEN = "server {\n  listen 80\n  server_name a.example;\n}\n"
TEMPLATE = "server {\n  listen {{ port }};\n}\n"
DIFF = """\
--- a.conf
+++ a.conf
@@ -1,3 +1,3 @@
 server {
-  listen 80 ;
+    listen 80;
 }
"""


def test_formats_files_and_folders(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY, "b/sites-enabled/b": MESSY, "b/c.conf": TIDY, "b/notes.txt": MESSY})
    done = command("format", "a.conf", "b", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert done.out == "formatted a.conf\nformatted b/sites-enabled/b\nFormatted 2 of 3 files.\n"
    assert (tmp_path / "a.conf").read_text() == (tmp_path / "b/sites-enabled/b").read_text() == TIDY
    assert (tmp_path / "b/notes.txt").read_text() == MESSY
    again = command("format", ".", cwd=tmp_path)
    assert (again.status, again.out) == (0, "Formatted 0 of 3 files.\n")
    assert command("format", "-q", ".", cwd=tmp_path).out == ""


def test_check_writes_nothing(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY, "b.conf": TIDY})
    done = command("format", "--check", ".", cwd=tmp_path)
    assert (done.status, done.out) == (1, "would format a.conf\nWould format 1 of 2 files.\n")
    assert (tmp_path / "a.conf").read_text() == MESSY
    assert command("format", "--check", "b.conf", cwd=tmp_path).status == 0


def test_diff(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY, "b.conf": TIDY})
    done = command("format", "--diff", ".", cwd=tmp_path)
    assert (done.status, done.out, done.err) == (1, DIFF, "")
    assert (tmp_path / "a.conf").read_text() == MESSY
    assert command("format", "--diff", "b.conf", cwd=tmp_path) == (0, "", "")


@pytest.mark.parametrize(
    "text", [MESSY, MESSY.replace("\n", "\r\n"), "\n\na {b;c\nd;\n\n\n# x  \n}\n\ne;", "a;\n\n\n \n\nb;"]
)
def test_a_diff_can_be_applied(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.conf").write_bytes(text.encode())
    arguments = [sys.executable, "-m", "nginxlint", "format", "--diff", "a.conf"]
    diff = subprocess.run(arguments, cwd=tmp_path, capture_output=True, check=False).stdout
    subprocess.run(["git", "apply", "-p0"], cwd=tmp_path, input=diff, check=True)
    applied = (tmp_path / "a.conf").read_bytes()
    (tmp_path / "a.conf").write_bytes(text.encode())
    command("format", "a.conf", cwd=tmp_path)
    assert (tmp_path / "a.conf").read_bytes() == applied


def test_standard_input(tmp_path: Path) -> None:
    assert command("format", "-", cwd=tmp_path, stdin=MESSY.encode()) == (0, TIDY, "")
    done = command("format", "--check", "-", "--stdin-filename", "a.conf", cwd=tmp_path, stdin=MESSY.encode())
    assert (done.status, done.out) == (1, "would format a.conf\nWould format 1 of 1 file.\n")
    done = command("format", "--diff", "-", "--stdin-filename", "a.conf", cwd=tmp_path, stdin=MESSY.encode())
    assert (done.status, done.out) == (1, DIFF)
    template = command("format", "-", cwd=tmp_path, stdin=TEMPLATE.encode())
    assert (template.status, template.out) == (0, TEMPLATE)
    broken = command("format", "-", cwd=tmp_path, stdin=BROKEN.encode())
    assert (broken.status, broken.out) == (2, "")


def test_broken_files_and_templates_stay(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY, "b.conf": BROKEN, "c.conf": TEMPLATE})
    done = command("format", ".", cwd=tmp_path)
    assert done.status == 2
    assert "formatted a.conf" in done.out
    broken, template = done.err.splitlines()
    assert broken.startswith("nginxlint: b.conf:2:12: `;` is missing after `80` on line 2")
    assert broken.endswith("[missing-semicolon]; it was not formatted")
    assert template == "nginxlint: c.conf is a template: it was not formatted"
    assert (tmp_path / "b.conf").read_text() == BROKEN
    assert (tmp_path / "c.conf").read_text() == TEMPLATE


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "must be named"),
        (("nowhere.conf",), "nowhere.conf: no such file or folder"),
        (("--indent", "0", "."), "--indent takes"),
        (("--indent", "17", "."), "--indent takes"),
        (("--indent", "x", "."), "--indent takes"),
        (("--config", "a", "--no-config", "."), "exclude each other"),
        (("empty",), "no nginx configuration found in empty"),
        (("--config", "nowhere.toml", "."), "no such file"),
    ],
)
def test_what_can_not_be(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    tree(tmp_path, {"a.conf": MESSY, "empty/notes.txt": ""})
    done = command("format", *arguments, cwd=tmp_path)
    assert (done.status, done.out.replace("Formatted 0 of 0 files.\n", "")) == (2, "")
    assert message in done.err
    assert (tmp_path / "a.conf").read_text() == MESSY


def test_options_of_the_hook(tmp_path: Path) -> None:
    tree(tmp_path, {"a.py": "x = 1\n", "nginx/notes.conf": "[section]\nkey = value\n"})
    done = command("format", "--skip-others", "--allow-empty", "a.py", "nginx/notes.conf", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert (tmp_path / "nginx/notes.conf").read_text() == "[section]\nkey = value\n"


# -- settings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "arguments", "lead"),
    [
        ("", (), "    "),
        ("[format]\nindent = 2\n", (), "  "),
        ('[format]\nindent = "tab"\n', (), "\t"),
        ("[format]\nindent = 2\n", ("--indent", "8"), " " * 8),
        ("[format]\nindent = 2\n", ("--no-config",), "    "),
        ("", ("--indent", "tab"), "\t"),
        ('extend = "base.toml"\n', (), "   "),
        ('extend = "base.toml"\n[format]\nindent = 1\n', (), " "),
    ],
)
def test_indents(tmp_path: Path, settings: str, arguments: tuple[str, ...], lead: str) -> None:
    files = {"a.conf": MESSY, ".nginxlint.toml": settings, "base.toml": "[format]\nindent = 3\n"}
    tree(tmp_path, files if settings else {"a.conf": MESSY})
    assert command("format", *arguments, "a.conf", cwd=tmp_path).status == 0
    assert (tmp_path / "a.conf").read_text() == TIDY.replace("    ", lead)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("[format]\nindent = 0\n", '`format.indent` takes a number of spaces from 1 to 16, or "tab", not 0'),
        ('[format]\nindent = "four"\n', 'or "tab", not "four"'),
        ("[format]\nindent = true\n", 'or "tab", not true'),
        ("[format]\nindnt = 4\n", "there is no setting `format.indnt`; did you mean `indent`?"),
        ("format = 4\n", "`format` takes a table"),
    ],
)
def test_mistakes_in_settings(tmp_path: Path, settings: str, message: str) -> None:
    tree(tmp_path, {"a.conf": MESSY, ".nginxlint.toml": settings})
    done = command("format", ".", cwd=tmp_path)
    assert done.status == 2
    assert message in done.err


def test_the_rule_asks_for_the_same_indent(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": TIDY, ".nginxlint.toml": "[format]\nindent = 2\n"})
    arguments = ("check", "--select", "indentation", "--format", "concise", "-q", "a.conf")
    assert command(*arguments, cwd=tmp_path).out.startswith(
        "a.conf:2:1: info: line 2 is indented with 4 spaces"
    )
    tree(tmp_path, {".nginxlint.toml": '[format]\nindent = 2\n[rules.indentation]\nindent = "auto"\n'})
    assert command(*arguments, cwd=tmp_path).out == ""


def test_paths_with_settings_of_their_own(tmp_path: Path) -> None:
    settings = {
        "a/.nginxlint.toml": "[format]\nindent = 2\n",
        "b/.nginxlint.toml": '[format]\nindent = "tab"\n',
    }
    tree(tmp_path, {"a/a.conf": MESSY, "b/b.conf": MESSY, **settings})
    assert command("format", "a", "b", cwd=tmp_path).status == 0
    assert (tmp_path / "a/a.conf").read_text() == TIDY.replace("    ", "  ")
    assert (tmp_path / "b/b.conf").read_text() == TIDY.replace("    ", "\t")


def test_excluded_files_stay(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY, "vendor/b.conf": MESSY, ".nginxlint.toml": 'exclude = ["vendor/"]\n'})
    assert command("format", ".", "vendor/b.conf", cwd=tmp_path).status == 0
    assert (tmp_path / "a.conf").read_text() == TIDY
    assert (tmp_path / "vendor/b.conf").read_text() == MESSY
    name = ("--stdin-filename", "vendor/b.conf")
    assert command("format", "-", *name, cwd=tmp_path, stdin=MESSY.encode()).out == MESSY


# -- files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"server {\n listen 80; # \xe9\n}\n", b"server {\n    listen 80; # \xe9\n}\n"),
        (b"server {\r\n\tlisten 80;\r\n}", b"server {\n    listen 80;\n}\n"),
        ("# ü  \nserver {}".encode(), "# ü\nserver {}\n".encode()),
        (b"", b""),
        (b"\n\n", b""),
    ],
)
def test_bytes_stay(tmp_path: Path, before: bytes, after: bytes) -> None:
    (tmp_path / "a.conf").write_bytes(before)
    assert command("format", "a.conf", cwd=tmp_path).status == 0
    assert (tmp_path / "a.conf").read_bytes() == after


def test_what_is_no_text_stays(tmp_path: Path) -> None:
    for text in (b"a\x00b  " + b"c" * 20 + b";", b"\x7fELF\x00\x00\x00\x01" * 100):
        (tmp_path / "a.conf").write_bytes(text)
        assert command("format", "a.conf", cwd=tmp_path).status == 2
        assert (tmp_path / "a.conf").read_bytes() == text


def test_mode_and_time_of_what_is_laid_out_already(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY, "b.conf": TIDY})
    (tmp_path / "a.conf").chmod(0o640)
    untouched = (tmp_path / "b.conf").stat().st_mtime_ns
    command("format", ".", cwd=tmp_path)
    assert stat.S_IMODE((tmp_path / "a.conf").stat().st_mode) == 0o640
    assert (tmp_path / "b.conf").stat().st_mtime_ns == untouched
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "a.conf", "b.conf"]


@pytest.mark.skipif(os.name == "nt", reason="symlinks")
def test_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside.conf"
    outside.write_text(MESSY)
    repository = tmp_path / "repository"
    tree(repository, {"sites-available/a": MESSY})
    (repository / "sites-enabled").mkdir()
    (repository / "sites-enabled/a").symlink_to("../sites-available/a")
    (repository / "sites-enabled/b").symlink_to("../../outside.conf")
    (repository / "sites-enabled/c").symlink_to("nowhere")
    done = command("format", ".", cwd=repository)
    assert done.status == 0, done.err
    assert (repository / "sites-available/a").read_text() == TIDY
    assert (repository / "sites-enabled/a").is_symlink()
    assert outside.read_text() == MESSY
    named = command("format", "sites-enabled/b", cwd=repository)
    assert (named.status, "lies outside" in named.err) == (2, True)
    assert outside.read_text() == MESSY
    assert command("format", "--allow-outside", "sites-enabled/b", cwd=repository).status == 0
    assert outside.read_text() == TIDY


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_read_only_files_stay(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY})
    (tmp_path / "a.conf").chmod(0o444)
    done = command("format", ".", cwd=tmp_path)
    assert (done.status, "a.conf: is write-protected; it was not changed" in done.err) == (2, True)


def test_hard_links_are_named(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY})
    (tmp_path / "b.txt").hardlink_to(tmp_path / "a.conf")
    assert "has further names (hard links)" in command("format", ".", cwd=tmp_path).err


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.conf")
    done = command("format", "a.conf", cwd=tmp_path)
    assert (done.status, "is not a regular file" in done.err) == (2, True)


def test_a_closed_pipe(tmp_path: Path) -> None:
    tree(tmp_path, {"a.conf": MESSY * 20_000})
    script = f"{sys.executable} -m nginxlint format --diff a.conf | head -n 1"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("--- a.conf\n", "")


def test_large_files(tmp_path: Path) -> None:
    line = b"    add_header X-Note 'a value that makes the line as long as usual' always;\n"
    text = b"server {\n" + line * 130_000 + b"}\n"
    assert len(text) > 10_000_000
    (tmp_path / "a.conf").write_bytes(text.replace(b"    ", b"\t"))
    assert command("format", "a.conf", cwd=tmp_path).status == 0
    assert (tmp_path / "a.conf").read_bytes() == text


@pytest.mark.parametrize(
    "text",
    [
        "a 'b\n" * 200_000,
        "a {" * 200_000,
        "\\ " * 200_000,
        "a \\ " * 100_000 + "'",
        "a_by_lua_block {\n" * 5_000,
        "a_by_lua_block {}\n" * 20_000,
        "a 'b\n' 'c\n';\n" * 50_000,
        "# " + " " * 1_000_000 + "\n",
    ],
    ids=range(8),
)
def test_hostile_texts_take_no_time(text: str) -> None:
    started = time.process_time()
    with suppress(LayoutError):
        done = lay_out(text)
        assert same_tokens(text, done.text)
    assert time.process_time() - started < 10
