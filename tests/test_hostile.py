"""The real command on input that means it no good, or is just strange.

Each run must end in good time, with the right exit status, without a traceback and without a raw control
character on either stream.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from inprocess import command

if TYPE_CHECKING:
    from collections.abc import Callable

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX")
root = pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can")

SITE = "server {\n    listen 80;\n    server_name a.example;\n    root /srv/a;\n}\n"
FORMATS = ("text", "concise", "json", "sarif", "github", "gitlab", "junit", "checkstyle")


class Done(NamedTuple):
    """What a run came to."""

    status: int
    out: str
    err: str


def nginxlint(
    folder: Path,
    *arguments: str | Path,
    stdin: bytes | None = None,
    prefix: tuple[str, ...] = (),
    command: tuple[str, ...] = (sys.executable, "-m", "nginxlint"),
    environment: dict[str, str] | None = None,
) -> Done:
    """Run the command in a folder and check what every run must keep to."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GITHUB_")}
    done = subprocess.run(
        [*prefix, *command, *(str(argument) for argument in arguments)],
        cwd=folder,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        timeout=120,
        env={**clean, "PYTHONUTF8": "1", **(environment or {})},
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in err, err
    for text in (out, err):
        strange = {char for char in text if not char.isprintable() and char not in "\n"}
        assert not strange, (strange, text[:2000])
    return Done(done.returncode, out, err)


# -- texts -----------------------------------------------------------------------------------------

TEXTS: dict[str, tuple[bytes, int]] = {
    "empty": (b"", 0),
    "one letter": (b"a", 1),
    "one brace": (b"}", 1),
    "one quote": (b'"', 1),
    "one backslash": (b"\\", 1),
    "one dollar": (b"$", 1),
    "only a line feed": (b"\n", 0),
    "only a comment": (b"# nothing", 0),
    "crlf": (SITE.replace("\n", "\r\n").encode(), 0),
    "carriage returns only": (SITE.replace("\n", "\r").encode(), 0),
    "bom": (b"\xef\xbb\xbf" + SITE.encode(), 1),
    "latin-1": (b"# caf\xe9\n" + SITE.encode(), 0),
    "latin-1 in a word": (SITE.replace("a.example", "caf\xe9.example").encode("latin-1"), 0),
    "nul": (SITE.replace("80;", "80;\0").encode(), 1),
    "binary": (bytes(range(256)) * 20, 1),
    "utf-16": (SITE.encode("utf-16"), 1),
    "escapes": (b"server { \x1b]0;owned\x07 \x9b31m; \xe2\x80\xae }\n", 1),
    "escapes in latin-1": (b"server { \xff\x9b31m\x1b[2J; }\n", 1),
    "workflow commands": (b"::error::x\n##[add-path]/tmp\n server_name ::set-output name=a::b\n", 1),
    "markup": (b"server { <script>alert(1)</script> [red]x[/red] ]]> &amp; ; }\n", 1),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts(tmp_path: Path, name: str) -> None:
    data, status = TEXTS[name]
    (tmp_path / "a.conf").write_bytes(data)
    done = nginxlint(tmp_path, "a.conf")
    assert done.status == status, done


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_is_harmless(tmp_path: Path, format_: str) -> None:
    for number, (data, _) in enumerate(TEXTS.values()):
        (tmp_path / f"{number}.conf").write_bytes(data)
    files = [f"{number}.conf" for number in range(len(TEXTS))]
    done = nginxlint(tmp_path, "--format", format_, "--select", "all", *files)
    assert done.status == 1
    assert done.out
    if format_ == "github":
        lines = done.out.splitlines()
        assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("one line of 10 MB", b"x" * 10_000_000),
        ("one line of words", b"server { " + b"listen 80; " * 100_000 + b"}"),
        ("one directive of words", b"server_name " + b"a.example " * 1_000_000 + b";"),
        ("100,000 nested blocks", b"location / {" * 100_000),
        ("100,000 closed blocks", b"location / {" * 100_000 + b"}" * 100_000),
        ("50,000 closing braces", b"}" * 50_000),
        ("50,000 semicolons", b";" * 50_000),
        ("20,000 quotes", b"\"'" * 10_000),
        ("10,000 elses", b"} else {\n" * 10_000),
        ("100,000 templates", b"{{ x }}\n" * 100_000),
        ("100,000 backslashes", b"\\" * 100_001),
        ("100,000 comments", b"#\n" * 100_000),
        ("a long regex", b"location ~ " + b"(a+" * 20_000 + b" {}"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_large_texts(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / "a.conf").write_bytes(data)
    done = nginxlint(tmp_path, "--format", "concise", "--fail-on", "info", "a.conf", prefix=LIMITED)
    # A million arguments of one directive are all right with nginx.
    assert done.status == (0 if name in ("100,000 comments", "one directive of words") else 1), done


@pytest.mark.parametrize("words", ["format --check", "format --diff", "check --diff", "check --fix"])
@pytest.mark.parametrize("name", TEXTS)
def test_texts_that_are_changed(tmp_path: Path, name: str, words: str) -> None:
    """Laid out or mended, as a file and on standard input: what is broken is said and left."""
    data, _ = TEXTS[name]
    (tmp_path / "a.conf").write_bytes(data)
    arguments = words.split()
    more = () if "format" in arguments else ("--unsafe-fixes", "--select", "all", "--fail-on", "never")
    done = command(*arguments, *more, "a.conf", cwd=tmp_path)
    assert done.status in ((0, 1) if "check" in arguments else (0, 1, 2)), done
    if "--fix" not in arguments:
        assert (tmp_path / "a.conf").read_bytes() == data
    if "format" in arguments:
        assert (done.status == 2) == ("not formatted" in done.err), done
    again = command(*arguments, *more, "-", cwd=tmp_path, stdin=data)
    assert again.status in (0, 1, 2), again
    strange = {char for char in done.err + again.err if not char.isprintable() and char != "\n"}
    assert not strange


@posix
@pytest.mark.parametrize(
    "arguments",
    [
        ("rules",),
        ("explain", "alias-traversal"),
        ("config", "show"),
        ("completion", "bash"),
        ("format", "--diff", "."),
    ],
    ids=" ".join,
)
def test_a_full_disk_behind_other_commands(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("needs /dev/full")
    (tmp_path / "a.conf").write_text("server { listen 80; }\n", encoding="utf-8")
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "nginxlint", *arguments],
            cwd=tmp_path,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 2
    assert "no space left" in done.stderr
    assert "mistake" not in done.stderr


LIMITED = ("sh", "-c", 'ulimit -v 6000000 2>/dev/null; exec "$@"', "sh") if os.name != "nt" else ()
"""At most 6 GB of memory."""


# -- files and folders -----------------------------------------------------------------------------


def test_a_folder_without_configuration(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("server { }", encoding="utf-8")
    done = nginxlint(tmp_path, ".")
    assert done.status == 2
    assert "no nginx configuration" in done.err
    assert nginxlint(tmp_path, ".", "--allow-empty").status == 0


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text(SITE, encoding="utf-8")
    done = nginxlint(tmp_path, "missing.conf", "a.conf", "--format", "json")
    assert done.status == 2
    assert "missing.conf: no such file or folder" in done.err
    assert '"files": 1' in done.out


@posix
def test_symlinks_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a.conf").symlink_to("b.conf")
    (tmp_path / "b.conf").symlink_to("a.conf")
    (tmp_path / "up").symlink_to(".")
    (tmp_path / "c.conf").write_text(SITE, encoding="utf-8")
    assert nginxlint(tmp_path, ".").status == 0
    done = nginxlint(tmp_path, "a.conf")
    assert done.status == 2
    assert "circle" in done.err


@posix
@pytest.mark.parametrize("where", ["given", "in a folder", "included"])
@pytest.mark.parametrize("kind", ["fifo", "device", "socket"])
def test_what_is_no_file_is_not_opened(tmp_path: Path, where: str, kind: str) -> None:
    path = tmp_path / "thing.conf"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path.symlink_to("/dev/zero")
    else:
        import socket

        with socket.socket(socket.AF_UNIX) as unix:
            here = Path.cwd()
            os.chdir(tmp_path)
            unix.bind("thing.conf")
            os.chdir(here)
    main = tmp_path / "nginx.conf"
    main.write_text("events {}\nhttp { include thing.conf; }\n", encoding="utf-8")
    arguments = {"given": ["thing.conf"], "in a folder": ["."], "included": ["nginx.conf"]}[where]
    done = nginxlint(tmp_path, *arguments, "--allow-outside", "--fix")
    assert done.status in ((2,) if where == "given" else (0, 1)), done
    if where == "given":
        assert "thing.conf: is not a regular file" in done.err


def test_an_include_cycle(tmp_path: Path) -> None:
    (tmp_path / "nginx.conf").write_text(
        "events {}\nhttp { include a.conf; include nginx.conf; }\n", encoding="utf-8"
    )
    (tmp_path / "a.conf").write_text("include b.conf;\n", encoding="utf-8")
    (tmp_path / "b.conf").write_text("include *.conf;\n", encoding="utf-8")
    done = nginxlint(tmp_path, ".", "--format", "concise")
    assert done.status == 1
    assert "[include-cycle]" in done.out


def test_an_include_bomb(tmp_path: Path) -> None:
    """Ten files, each including the next one ten times: ten thousand million directives."""
    for number in range(10):
        text = f"include {number + 1}.conf;\n" * 10 if number < 9 else "# end\ngzip on;\n" * 10
        (tmp_path / f"{number}.conf").write_text(text, encoding="utf-8")
    (tmp_path / "nginx.conf").write_text("events {}\nhttp {\n    include 0.conf;\n}\n", encoding="utf-8")
    done = nginxlint(tmp_path, "nginx.conf", "--format", "concise", prefix=LIMITED)
    assert done.status == 1, done.err
    assert "[include-cycle]" in done.out


def test_includes_outside_are_not_read(tmp_path: Path) -> None:
    """What lies outside is neither read nor spoken of."""
    secret = tmp_path / "secret.conf"
    secret.write_text("hunter2hunter2 {\n", encoding="utf-8")
    inside = tmp_path / "repository"
    inside.mkdir()
    (inside / "link.conf").symlink_to(secret)
    (inside / "nginx.conf").write_text(
        f"events {{}}\nhttp {{\n    include {secret};\n    include ../secret.conf;\n    include link.conf;\n"
        "    include /etc/passwd;\n    include /proc/self/environ;\n}\n",
        encoding="utf-8",
    )
    done = nginxlint(inside, ".", "--format", "json")
    assert "hunter2" not in done.out + done.err
    assert "root:" not in done.out + done.err


@root
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv")
def test_no_permission(tmp_path: Path) -> None:
    for path in (tmp_path, *tmp_path.parents):
        if "pytest" in str(path):
            path.chmod(0o755)
    if any(not path.stat().st_mode & 0o001 for path in tmp_path.parents):
        pytest.skip("the test's folder is closed to others")
    (tmp_path / "a.conf").write_text(SITE, encoding="utf-8")
    (tmp_path / "closed.conf").write_text(SITE, encoding="utf-8")
    (tmp_path / "closed.conf").chmod(0)
    (tmp_path / "folder").mkdir(mode=0)
    nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    tried = subprocess.run(
        [*nobody, sys.executable, "-c", "import nginxlint.cli.group"], check=False, capture_output=True
    )
    if tried.returncode:
        pytest.skip("others can't run this Python")
    for name in ("closed.conf", "folder"):
        done = nginxlint(tmp_path, "a.conf", name, "--format", "json", prefix=nobody)
        assert done.status == 2
        assert f"{name}: permission denied" in done.err
        assert '"files": 1' in done.out


@posix
def test_a_closed_pipe(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text(
        "server {\n" + "nonsense_directive x;\n" * 5000 + "}\n", encoding="utf-8"
    )
    command = f"{sys.executable} -m nginxlint --format concise a.conf; echo status $? >&2"
    done = subprocess.run(
        ["sh", "-c", f"({command}) | head -1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.count("\n") == 1
    assert done.stderr == "status 1\n"


@posix
def test_closed_streams(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text("server { nonsense_directive x; }\n", encoding="utf-8")
    for closed in (">&-", "2>&-", "<&-", ">&- 2>&- <&-"):
        done = subprocess.run(
            ["sh", "-c", f"{sys.executable} -m nginxlint a.conf {closed}"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode in (1, 2), (closed, done)


@posix
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_behind_the_output(tmp_path: Path) -> None:
    (tmp_path / "a.conf").write_text("server { nonsense_directive x; }\n", encoding="utf-8")
    done = subprocess.run(
        ["sh", "-c", f"{sys.executable} -m nginxlint a.conf > /dev/full"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "no space left" in done.stderr.lower()


NAMES = ("new\nline.conf", "esc\x1b[31m.conf", "tab\t.conf", "a b.conf", "\u202e.conf", "-x.conf")


@posix
@pytest.mark.parametrize("format_", FORMATS)
def test_names_of_files(tmp_path: Path, format_: str) -> None:
    for name in (*NAMES, os.fsdecode(b"\xff.conf")):
        (tmp_path / name).write_text("nonsense_directive x;\nserver { listen 80 }\n", "utf-8")
    done = nginxlint(tmp_path, "--format", format_, ".")
    assert done.status == 1, done
    done = nginxlint(tmp_path, "--fix", "--", *NAMES, "missing\x1b[31m")
    assert done.status == 2
    (tmp_path / NAMES[0]).write_text("server { listen 80 }\n", "utf-8")
    done = nginxlint(tmp_path, "--diff", "--", *NAMES)
    assert done.status in (0, 1)


@posix
@pytest.mark.parametrize(
    "arguments",
    [
        ("--select", "x\x1b[31m"),
        ("--report", "x\x1b[31m"),
        ("--config", "x\x1b[31m"),
        ("--root", "x\x1b[31m"),
        ("--main", "x\x1b[31m"),
        ("--context", "x\x1b[31m"),
        ("--nginx-version", "x\x1b[31m"),
        ("--rules-dir", "x\x1b[31m"),
        ("--x\x1b[31m",),
        ("--fail-on", "x\x1b[31m"),
        ("--format", "x\x1b[31m"),
    ],
    ids=lambda value: value[0].encode("unicode_escape").decode(),
)
def test_options(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert nginxlint(tmp_path, *arguments, "--", "a.conf").status == 2


# -- code in the working folder --------------------------------------------------------------------

TRAP = "from pathlib import Path\nPath({!r}).write_text('ran')\nraise SystemExit('owned')\n"
MODULES = ("click", "rich", "json", "nginxlint_rules", "crossplane", "sitecustomize", "encodings")


@pytest.fixture
def trapped(tmp_path: Path) -> Path:
    """A folder full of modules that must not be imported, one with a name of each kind."""
    folder = tmp_path / "work"
    folder.mkdir()
    proof = tmp_path / "proof"
    for module in MODULES:
        (folder / f"{module}.py").write_text(TRAP.format(str(proof)), encoding="utf-8")
    for package in ("nginxlint", "rules"):
        (folder / package).mkdir()
        for name in ("__init__.py", "__main__.py"):
            (folder / package / name).write_text(TRAP.format(str(proof)), encoding="utf-8")
    info = folder / "evil-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(
        "[nginxlint.rules]\nevil = nginxlint_rules\n\n[console_scripts]\nx = click:x\n", "utf-8"
    )
    (folder / "a.conf").write_text(SITE, encoding="utf-8")
    return folder


def script() -> str:
    """The installed command."""
    found = shutil.which("nginxlint", path=os.path.dirname(sys.executable))
    if found is None:
        pytest.skip("the command is not installed beside this Python")
    return found


@pytest.mark.parametrize(
    "environment", [{}, {"PYTHONPATH": ""}, {"PYTHONPATH": "."}, {"PYTHONPATH": os.pathsep}], ids=str
)
def test_the_command_runs_nothing_of_the_working_folder(trapped: Path, environment: dict[str, str]) -> None:
    # What PYTHONPATH names, Python itself may import before nginxlint runs.
    if environment:
        for name in ("sitecustomize.py", "encodings.py", "json.py"):
            (trapped / name).unlink()
        shutil.rmtree(trapped / "nginxlint")
    done = nginxlint(trapped, "a.conf", command=(script(),), environment=environment)
    assert not (trapped.parent / "proof").exists()
    assert done.status == 0, done


def test_the_module_runs_nothing_of_the_working_folder(trapped: Path) -> None:
    # `python -m` itself takes a package `nginxlint` from there: that is Python's doing.
    shutil.rmtree(trapped / "nginxlint")
    for name in ("sitecustomize.py", "encodings.py"):
        (trapped / name).unlink()
    done = nginxlint(trapped, "a.conf", "--format", "json")
    assert not (trapped.parent / "proof").exists()
    assert done.status == 0, done


# -- rules of somebody else ------------------------------------------------------------------------

RULE = """
from nginxlint.rule import Rule, Severity, on

class Falls(Rule):
    \"\"\"A rule that raises.\"\"\"
    id = "acme/falls"
    severity = Severity.WARNING

    @on("listen")
    def check(self, directive, report):
        {}
"""


@pytest.fixture
def rules(tmp_path: Path) -> Callable[[str], Path]:
    def make(text: str) -> Path:
        folder = tmp_path / "rules"
        folder.mkdir()
        (folder / "falls.py").write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.mark.parametrize(
    "body",
    [
        "raise ValueError('on purpose \\x1b[31m')",
        "self.check(directive, report)",
        "report(None, 'x')",
        "assert False",
    ],
)
def test_a_rule_that_raises(tmp_path: Path, rules: Callable[[str], Path], body: str) -> None:
    folder = rules(RULE.format(body))
    (tmp_path / "a.conf").write_text(SITE + "nonsense_directive x;\n", encoding="utf-8")
    done = nginxlint(tmp_path, "--rules-dir", folder, "a.conf", "--format", "concise")
    assert done.status == 2, done
    assert "acme/falls failed at a.conf:2" in done.err
    assert "[unknown-directive]" in done.out


@pytest.mark.parametrize(
    "text",
    ["def", "raise ValueError('\x1b[31m')", "import does_not_exist", "raise SystemExit(0)", "\0"],
    ids=["syntax", "raises", "imports", "exits", "nul"],
)
def test_a_rule_that_cannot_be_loaded(tmp_path: Path, rules: Callable[[str], Path], text: str) -> None:
    folder = rules(text)
    (tmp_path / "a.conf").write_text(SITE, encoding="utf-8")
    done = nginxlint(tmp_path, "--rules-dir", folder, "a.conf")
    assert done.status == 2, done
    assert "falls.py" in done.err
