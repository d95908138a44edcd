"""The table of what nginx says: current, complete, and right about who says it here."""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from judges import open_judge
from linting import FIXTURES, ROOT, expectations, findings
from nginx.judge import FRAMES, Judge

from nginxlint.lint import index

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

RULES = index.built_in()


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_messages", ROOT / "tools" / "build_messages.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()
TABLE = TOOL.messages()


def test_page_is_current() -> None:
    assert TOOL.PAGE.read_text(encoding="utf-8") == TOOL.page(TABLE), "run tools/build_messages.py"


def test_every_message_has_an_answer() -> None:
    assert len(TABLE) > 1000
    answers = {line.answer for line in TABLE}
    assert answers <= RULES.keys() | TOOL.REASONS.keys()
    assert not [line for line in TABLE if line.answer in RULES and line.level == "stderr"]


# -- against real nginx ----------------------------------------------------------------------------

_CODE = re.compile(r"%(?:\*?s|V|v|ui|i|uz|uxz|ud|d|c|O|p|xL|z)")


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """The messages as regular expressions with their answers, the most special ones first."""
    found = []
    for line in TABLE:
        parts = [re.escape(part).replace("%%", "%") for part in _CODE.split(line.message)]
        found.append((len("".join(parts)), re.compile(".*?".join(parts) + r".*\Z", re.DOTALL), line.answer))
    found.sort(key=lambda entry: -entry[0])
    return [(pattern, answer) for _, pattern, answer in found]


def answers_to(said: str) -> set[str]:
    """The answers of the messages that a line of nginx may be."""
    found = {answer for pattern, answer in _patterns() if pattern.match(said)}
    if said.startswith('the "ssl" directive is deprecated'):
        found.add("ssl-directive-deprecated")  # a page of its own
    return found


@pytest.fixture(scope="module", params=["wheel", "debian"])
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    found = open_judge(request.param)
    (found.folder / "cache").mkdir()
    if shutil.which("openssl"):
        subprocess.run(
            [
                *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=example.com"),
                *("-keyout", "privkey.pem", "-out", "fullchain.pem"),
            ],
            cwd=found.folder,
            capture_output=True,
            check=True,
        )
    yield found
    found.close()


def _said(judge: Judge, text: str) -> list[str]:
    for path, local in (
        ("/etc/ssl/example", str(judge.folder)),
        ("/var/log/nginx", str(judge.folder / "logs")),
        ("/var/cache/nginx", str(judge.folder / "cache")),
    ):
        text = text.replace(path, local)
    verdict = judge.ask(text)
    return [*verdict.warnings, *([] if verdict.accepted else [verdict.error])]


#: what nginx says where a fixture can't be judged: by the other version, modules or files of a machine
_ELSEWHERE = re.compile(
    r"unknown directive \"(?:mail|stream|brotli|health_check|content_by_lua_block)\"|dlopen|"
    r"requires ngx_http_v3|invalid parameter \"quic|No such file|host not found|is already loaded|"
    r"specified too late|directive is not allowed here in .*:1\b"
)

#: rules that name the slip where nginx complains of what follows from it
CAUSES = frozenset(
    (
        "missing-closing-brace",
        "missing-semicolon",
        "unclosed-quote",
        "unexpected-closing-brace",
        "variable-not-supported",
    )
)

BAD = sorted(
    path
    for path in (FIXTURES / "rules").glob("*/bad*.conf")
    if path.parent.name in {line.answer for line in TABLE} - CAUSES
)


def test_fixtures_are_what_nginx_says(judge: Judge) -> None:
    """Each bad fixture of a rule that stands for messages makes nginx say one of these."""
    wrong, right = [], set()
    for path in BAD:
        expected = expectations(path)
        version = expected.options.get("nginx-version")
        if "context" in expected.options or (
            version is not None and not str(judge.version).startswith(version.rpartition(".")[0])
        ):
            continue
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        said = _said(judge, text)
        if not said or any(_ELSEWHERE.search(line) for line in said):
            continue
        rules = {rule for _, _, rule in expected.rules}
        if all(answers_to(line) & rules for line in said):
            right.add(path.parent.name)
        else:
            wrong.append((path.parent.name, said))
    assert not wrong, "\n".join(map(str, wrong))
    assert len(right) > 40


CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "messages.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize(("rule", "context", "text"), CASES, ids=[f"{c[0]}:{c[2][:40]}" for c in CASES])
def test_case(rule: str, context: str, text: str, judge: Judge, tmp_path: Path) -> None:
    """A statement of which nginx and nginxlint say the same."""
    config = FRAMES[context] % text
    said = _said(judge, config)
    if any(_ELSEWHERE.search(line) for line in said):
        pytest.skip(said[0])
    assert any(rule in answers_to(line) for line in said), said
    file = tmp_path / "nginx.conf"
    file.write_text(config, encoding="utf-8")
    found = findings(file, version=str(judge.version))
    assert rule in {one.rule for one in found}
