"""Options of rules: declared once, typed, documented, chosen in the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from inprocess import command, concise, tree

from nginxlint.lint import index
from nginxlint.lint.option import KINDS, Option

if TYPE_CHECKING:
    from pathlib import Path

RULE = '''
from __future__ import annotations

from nginxlint.rule import Directive, Option, Report, Rule, Severity, on


class TooManyWorkers(Rule):
    """There are more workers than our machines have cores.

    They wait for one another.
    """

    id = "acme/too-many-workers"
    severity = Severity.WARNING
    most = Option(8, "Cores of the largest machine.", least=1, most=512)
    share = Option(1.0, "Workers for each core.")
    strict = Option(False, "Whether `auto` is refused as well.")
    level = Option("usual", "How hard we look.", choices=("usual", "hard"))
    allowed = Option(("99",), "Numbers that are fine.")

    @on("worker_processes")
    def check(self, directive: Directive, report: Report) -> None:
        word = directive.args[0]
        if word in self.allowed or (word == "auto" and not self.strict):
            return
        if word == "auto" or int(word) > self.most * self.share or self.level == "hard":
            report(word, f"{word} is too much")
'''
MAIN = "worker_processes {};\nevents {{}}\n"
FIRES = ["nginx.conf:1 acme/too-many-workers"]


def lint(folder: Path, value: str, options: str) -> list[str]:
    tree(folder, {"nginx.conf": MAIN.format(value), "rules/workers.py": RULE})
    tree(folder, {".nginxlint.toml": f'[rules."acme/too-many-workers"]\n{options}\n'})
    done = concise("nginx.conf", "--rules-dir", "rules", cwd=folder)
    assert done.status in (0, 1), done.err
    return [one for one in done.findings if "acme" in one]


@pytest.mark.parametrize(
    ("value", "options", "expected"),
    [
        ("8", "", []),
        ("9", "", FIRES),
        ("9", "most = 16", []),
        ("9", "share = 2", []),
        ("9", "share = 1.5", []),
        ("auto", "", []),
        ("auto", "strict = true", FIRES),
        ("1", 'level = "hard"', FIRES),
        ("99", "", []),
        ("99", "allowed = []", FIRES),
        ("9", 'allowed = ["9"]\nseverity = "info"', []),
    ],
)
def test_what_an_option_changes(tmp_path: Path, value: str, options: str, expected: list[str]) -> None:
    assert lint(tmp_path, value, options) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("most = 1.5", "`rules.acme/too-many-workers.most` takes a whole number, not 1.5"),
        ("most = true", "`rules.acme/too-many-workers.most` takes a whole number, not true"),
        ("most = 0", "`rules.acme/too-many-workers.most` must be 1 or more, not 0"),
        ("most = 513", "must be 512 or less, not 513"),
        ('share = "x"', 'takes a number, not "x"'),
        ("strict = 1", "takes true or false, not 1"),
        ('level = "harder"', 'takes one of "usual", "hard", not "harder"'),
        ('allowed = "9"', 'takes a list of texts, not "9"'),
        ("allowed = [9]", "takes a list of texts, not a list"),
        ("mst = 1", "has no option `mst`; did you mean `most`?"),
    ],
)
def test_wrong_values(tmp_path: Path, options: str, message: str) -> None:
    tree(tmp_path, {"nginx.conf": MAIN.format(1), "rules/workers.py": RULE})
    tree(tmp_path, {".nginxlint.toml": f'[rules."acme/too-many-workers"]\n{options}\n'})
    done = command("nginx.conf", "--rules-dir", "rules", cwd=tmp_path)
    assert done.status == 2
    assert ".nginxlint.toml:2: " in done.err
    assert message in done.err


def test_the_page_of_a_rule_lists_them(tmp_path: Path) -> None:
    tree(tmp_path, {"rules/workers.py": RULE})
    page = command("explain", "acme/too-many-workers", "--rules-dir", "rules", cwd=tmp_path).out
    assert '[rules."acme/too-many-workers"]\nmost = 8\n' in page
    assert "- `most` (a whole number, default `8`): Cores of the largest machine.\n" in page
    assert '- `level` (one of "usual", "hard", default `"usual"`): How hard we look.\n' in page


def test_an_option_of_nginxlint_itself(tmp_path: Path) -> None:
    site = (
        "server {\n    listen 80;\n    location /anmelden {\n"
        "        proxy_pass http://127.0.0.1:1;\n    }\n}\n"
    )
    tree(
        tmp_path, {"conf.d/a.conf": site, "nginx.conf": "events {}\nhttp {\n    include conf.d/*.conf;\n}\n"}
    )
    tree(tmp_path, {".nginxlint.toml": 'select = ["rate-limit-missing"]\n'})
    assert concise(".", cwd=tmp_path).findings == []
    chosen = 'select = ["rate-limit-missing"]\n[rules.rate-limit-missing]\nnames = ["anmelden"]\n'
    tree(tmp_path, {".nginxlint.toml": chosen})
    assert concise(".", cwd=tmp_path).findings == ["conf.d/a.conf:3 rate-limit-missing"]


def test_every_option_fits_its_own_bounds() -> None:
    found = [option for entry in index.fresh() for option in entry.options]
    assert found
    for option in found:
        assert option.kind in KINDS.values()
        assert option.problem(option.default) is None, option
        assert option.doc.endswith(".")


def test_the_type_is_that_of_the_default() -> None:
    from nginxlint.lint.registration import Rule

    class Own(Rule):
        """Test."""

        number = Option(3, "A number.")

    assert Own().number == 3
    changed = Own()
    changed.chosen = {"number": 5}
    assert changed.number == 5
    assert [option.name for option in Own.options()] == ["number"]
