"""The article's three sites on the machines that they may run on: exactly what is found on each."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from linting import FIXTURES, findings

from nginxlint.lint.finding import Severity

if TYPE_CHECKING:
    from types import ModuleType

    from nginxlint.lint.finding import Finding

SEED = FIXTURES / "seed"
SCRIPT = SEED / "make_machines.py"
SITES = "etc/nginx/sites-enabled"
ADVICE = {("appli-http", 2, "default-server-missing")}
REDIRECT = {("appli", 4, "error-page-497-request-uri"), ("appli", 4, "error-page-497-status")}

EXPECTED: dict[str, set[tuple[str, int, str]]] = {
    "healthy": ADVICE,
    "article": {*ADVICE, *REDIRECT, ("appli", 12, "missing-closing-brace")},
    "no-socket": {*ADVICE, ("appli", 7, "upstream-socket-missing")},
    "misspelt-socket": {*ADVICE, ("appli", 7, "upstream-socket-missing")},
    "file-for-socket": {*ADVICE, ("appli", 7, "upstream-socket-not-a-socket")},
    "closed-home": {*ADVICE, ("appli", 7, "upstream-socket-permission")},
    "closed-socket": {*ADVICE, ("appli", 7, "upstream-socket-permission")},
    "expired": {*ADVICE, ("appli", 9, "certificate-expired")},
    "wrong-key": {
        *ADVICE,
        ("appli", 10, "certificate-key-mismatch"),
        ("appli", 10, "certificate-link-outdated"),
    },
    "wrong-name": {
        *ADVICE,
        ("appli", 3, "certificate-name-mismatch"),
        ("appli-https", 10, "certificate-name-mismatch"),
    },
    "no-certbot": {
        ("appli", 9, "certificate-file-missing"),
        ("appli", 11, "include-not-found"),
        ("appli", 12, "dhparam-missing-file"),
        ("appli-https", 14, "include-not-found"),
    },
    "no-proxy-params": {
        ("appli", 6, "include-not-found"),
        ("appli-http", 6, "include-not-found"),
        ("appli-https", 18, "include-not-found"),
    },
    "broken": {
        *ADVICE,
        ("appli", 3, "certificate-name-mismatch"),
        ("appli-https", 10, "certificate-name-mismatch"),
        ("appli", 7, "upstream-socket-permission"),
        ("appli", 9, "certificate-expired"),
        ("appli", 10, "private-key-world-readable"),
        ("appli", 12, "dhparam-weak"),
    },
}


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_machines", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def machines() -> Any:
    return load_script()


def found(root: Path, *paths: str, host: bool | None = None) -> set[tuple[str, int, str]]:
    given = [root / path for path in paths or (SITES,)]
    return {
        (Path(one.source.name).name, one.span.first.line if one.span else 0, one.rule)
        for one in findings(*given, host=host, root=str(root))
    }


def beyond_advice(root: Path) -> list[Finding]:
    return [one for one in findings(root / SITES, host=None, root=str(root)) if one.severity > Severity.INFO]


@pytest.mark.parametrize("name", EXPECTED)
def test_machine(name: str, machines: Any, tmp_path: Path) -> None:
    assert found(machines.make(tmp_path, name)) == EXPECTED[name]


def test_every_machine_is_expected(machines: Any) -> None:
    assert set(machines.MACHINES) == set(EXPECTED)


def test_no_path_means_the_machines_nginx_conf(machines: Any, tmp_path: Path) -> None:
    root = machines.make(tmp_path, "no-socket")
    command = [sys.executable, "-m", "nginxlint", "--root", str(root), "--format", "concise"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 1, result.stderr
    assert result.stdout.count("upstream-socket-missing") == 1


def test_without_host_rules_the_text_alone_is_judged(machines: Any, tmp_path: Path) -> None:
    root = machines.make(tmp_path, "broken")
    assert found(root, host=False) == ADVICE


def test_the_article_as_it_lies_in_the_repository() -> None:
    lines = {
        (Path(one.source.name).name, one.span.first.line if one.span else 0, one.rule)
        for one in findings(SEED / "nginx.conf", SEED / "sites-enabled")
    }
    assert lines == EXPECTED["article"] - ADVICE, "what this checkout includes is not all here"


def test_the_report_that_its_author_needed(machines: Any, tmp_path: Path) -> None:
    """The brace is missing at the end of line 12, for the block of line 1; the rest is still checked."""
    root = machines.make(tmp_path, "article")
    machines.Machine(root).remove(machines.SOCKET)
    site = root / SITES / "appli"
    brace, *others = sorted(
        findings(site, host=None, root=str(root)), key=lambda one: one.rule != "missing-closing-brace"
    )
    assert brace.span is not None
    assert (brace.span.first.line, brace.span.first.column) == (12, 51)
    assert [label.span.first.line for label in brace.related] == [1]
    assert brace.fix is not None
    assert [edit.text.strip() for edit in brace.fix.edits] == ["}"]
    assert {one.rule for one in others} == {
        "error-page-497-request-uri",
        "error-page-497-status",
        "upstream-socket-missing",
    }


def test_a_misspelt_socket_is_named(machines: Any, tmp_path: Path) -> None:
    root = machines.make(tmp_path, "misspelt-socket")
    (missing,) = beyond_advice(root)
    assert missing.help == "Did you mean `/home/pi/APPLI/appli.sock`?"
    assert [Path(label.span.source.name).name for label in missing.related] == [
        "appli-http",
        "appli-https",
    ]


def test_the_command_to_open_a_closed_home(machines: Any, tmp_path: Path) -> None:
    root = machines.make(tmp_path, "closed-home")
    (closed,) = beyond_advice(root)
    assert closed.message == (
        "`/home/pi` is `drwx------ pi pi`: nginx's workers run as `www-data` and can't enter it, "
        "so every request gets 502"
    )
    assert closed.help == "`chmod o+x /home/pi`, or put the socket under `/run`."
    (root / "home/pi").chmod(0o701)
    assert found(root) == ADVICE
