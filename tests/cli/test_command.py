"""The command as a person or a script uses it: whole processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Sequence

BROKEN = "server {\n    listen 80;\n    server_name example.com;\n"
FINE = "server {\n    listen 80;\n    server_name example.com;\n    root /srv/www;\n}\n"


def nginxlint(
    *arguments: str | Path, cwd: Path, stdin: bytes | None = None, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    variables = {
        key: value
        for key, value in os.environ.items()
        if key not in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "NO_COLOR", "FORCE_COLOR", "COLUMNS")
    }
    return subprocess.run(
        [sys.executable, "-m", "nginxlint", *map(str, arguments)],
        cwd=cwd,
        input=b"" if stdin is None else stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**variables, **environment},
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "broken.conf").write_text(BROKEN)
    (tmp_path / "fine.conf").write_text(FINE)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["fine.conf"], 0),
        (["broken.conf"], 1),
        (["check", "broken.conf"], 1),
        (["--format", "json", "broken.conf"], 1),
        (["--fail-on", "never", "broken.conf"], 0),
        (["missing.conf"], 2),
        (["fine.conf", "missing.conf"], 2),
        (["--select", "no-such-rule", "fine.conf"], 2),
        (["--select", "tls", "broken.conf"], 0),
        (["--ignore", "missing-closing-brace", "broken.conf"], 0),
        (["--nginx-version", "one", "fine.conf"], 2),
        (["--nginx-version", "1.22", "fine.conf"], 0),
        (["--context", "nowhere", "fine.conf"], 2),
        (["--root", "missing", "fine.conf"], 2),
        (["--report", "nonsense", "fine.conf"], 2),
        (["--no-such-option", "fine.conf"], 2),
        (["explain", "missing-semicolon"], 0),
        (["explain", "missing-semicolons"], 2),
        (["rules"], 0),
        (["--version"], 0),
        (["--help"], 0),
        (["check", "--help"], 0),
    ],
)
def test_exit_status(folder: Path, arguments: Sequence[str], status: int) -> None:
    done = nginxlint(*arguments, cwd=folder)
    assert done.returncode == status, done.stderr
    assert b"Traceback" not in done.stderr
    if status == 2:
        assert done.stderr
    if status == 0 and "json" not in arguments:
        assert done.stdout


def test_nothing_to_lint_is_no_success(folder: Path) -> None:
    (folder / "empty").mkdir()
    done = nginxlint("empty", cwd=folder)
    assert done.returncode == 2
    assert b"no nginx configuration found in empty" in done.stderr
    assert nginxlint("empty", "--allow-empty", cwd=folder).returncode == 0


def test_what_was_found_is_reported_although_a_path_is_missing(folder: Path) -> None:
    done = nginxlint("--format", "concise", "missing.conf", "broken.conf", cwd=folder)
    assert done.returncode == 2
    assert b"broken.conf:3:29: error:" in done.stdout
    assert b"missing.conf: no such file or folder" in done.stderr


def test_json(folder: Path) -> None:
    data = json.loads(nginxlint("--format", "json", "broken.conf", cwd=folder).stdout)
    assert data["version"] == 1
    assert data["summary"]["errors"] == 1
    (found,) = data["diagnostics"]
    assert {key: found[key] for key in ("rule", "file", "line", "column", "end_line", "end_column")} == {
        "rule": "missing-closing-brace",
        "file": "broken.conf",
        "line": 3,
        "column": 29,
        "end_line": 3,
        "end_column": 29,
    }


def test_the_same_input_gives_the_same_bytes(folder: Path) -> None:
    one = nginxlint("--format", "sarif", ".", cwd=folder).stdout
    assert one == nginxlint("--format", "sarif", ".", cwd=folder, PYTHONHASHSEED="7").stdout


def test_standard_input(folder: Path) -> None:
    done = nginxlint("-", "--format", "concise", cwd=folder, stdin=BROKEN.encode())
    assert done.returncode == 1
    assert done.stdout.startswith(b"<stdin>:3:29: error:")
    done = nginxlint(
        "-", "--stdin-filename", "sites/x", "--format", "concise", cwd=folder, stdin=BROKEN.encode()
    )
    assert done.stdout.startswith(b"sites/x:3:29: error:")


def test_several_reports_at_once(folder: Path) -> None:
    done = nginxlint("broken.conf", "--report", "json=a.json", "--report", "sarif=b.sarif", cwd=folder)
    assert b"error[missing-closing-brace]" in done.stdout
    assert json.loads((folder / "a.json").read_text())["summary"]["errors"] == 1
    assert json.loads((folder / "b.sarif").read_text())["version"] == "2.1.0"


def test_on_github_annotations_stand_beside_the_text(folder: Path) -> None:
    summary = folder / "summary.md"
    done = nginxlint("broken.conf", cwd=folder, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert b"::error file=broken.conf,line=3,endLine=3,col=29" in done.stdout
    assert b"error[missing-closing-brace]" in done.stdout
    assert "missing-closing-brace" in summary.read_text().replace("&#45;", "-").replace("\\", "")


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ([], {}, False),
        ([], {"FORCE_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_colour(folder: Path, arguments: list[str], environment: dict[str, str], colored: bool) -> None:
    done = nginxlint("broken.conf", *arguments, cwd=folder, stdin=None, **environment)
    assert (b"\x1b[" in done.stdout) is colored


def test_rules_dir_brings_rules_and_a_crash_is_named(folder: Path) -> None:
    rules = folder / "rules"
    rules.mkdir()
    (rules / "more.py").write_text(
        "from nginxlint.rule import Rule, Severity, on\n\n"
        "class Shouting(Rule):\n"
        '    """Names in capitals."""\n'
        '    id = "acme/shouting"\n'
        "    severity = Severity.INFO\n\n"
        '    @on("server_name")\n'
        "    def check(self, directive, report):\n"
        '        report(directive.args[0], "a name")\n\n'
        "class Failing(Rule):\n"
        '    """Fails."""\n'
        '    id = "acme/failing"\n'
        "    severity = Severity.INFO\n\n"
        '    @on("server_name")\n'
        "    def check(self, directive, report):\n"
        "        raise ValueError('no')\n"
    )
    done = nginxlint("--rules-dir", "rules", "--format", "concise", "fine.conf", cwd=folder)
    assert done.returncode == 2
    assert b"[acme/shouting]" in done.stdout
    assert b"the rule acme/failing failed at fine.conf:3: ValueError: no" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_rules_dir_that_cannot_be_loaded_is_an_error(folder: Path) -> None:
    rules = folder / "rules"
    rules.mkdir()
    (rules / "wrong.py").write_text("import does_not_exist\n")
    done = nginxlint("--rules-dir", "rules", "fine.conf", cwd=folder)
    assert done.returncode == 2
    assert b"wrong.py" in done.stderr
    assert b"Traceback" not in done.stderr


def test_rules_as_json(folder: Path) -> None:
    rows = json.loads(nginxlint("rules", "--format", "json", cwd=folder).stdout)["rules"]
    assert {"missing-closing-brace", "ssl-certificate-missing"} <= {row["id"] for row in rows}
    rows = json.loads(nginxlint("rules", "--format", "json", "--category", "tls", cwd=folder).stdout)["rules"]
    assert {row["category"] for row in rows} == {"tls"}


def test_explain_shows_the_examples(folder: Path) -> None:
    text = nginxlint("explain", "listen-443-without-ssl", cwd=folder).stdout.decode()
    assert "## Wrong" in text
    assert "## Right" in text
    assert "expect:" not in text


def test_a_mistake_in_nginxlint_is_one_line(folder: Path) -> None:
    script = (
        "import nginxlint.cli, nginxlint.config.plan as plan\n"
        "def fail(*_): raise RuntimeError('on \\x1b purpose')\n"
        "plan.make_plan = fail\n"
        "import nginxlint.lint.run as run\n"
        "run.make_plan = fail\n"
        "import sys; sys.argv = ['nginxlint', 'fine.conf']\n"
        "nginxlint.cli.main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 2
    assert b"a mistake in nginxlint itself ended the run (RuntimeError: on" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"\x1b" not in done.stderr
