"""The README shows what really happens."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest
from linting import ROOT, expectations, findings

from nginxlint.config.contexts import context_of

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_report_shown_is_the_real_one() -> None:
    match = re.search(r"```console\n\$ cd (\S+) && nginxlint ([^\n]+)\n(.*?)```", README, re.DOTALL)
    assert match is not None
    folder, arguments, shown = match.groups()
    done = subprocess.run(
        [sys.executable, "-m", "nginxlint", *arguments.split()],
        cwd=ROOT / folder,
        capture_output=True,
        text=True,
        check=False,
        env={
            **{k: v for k, v in os.environ.items() if k not in ("GITHUB_ACTIONS", "FORCE_COLOR")},
            "COLUMNS": "106",
        },
    )
    assert done.stdout == shown


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([\w./-]+)\)", README))))
def test_links_lead_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize(
    ("rule", "said", "fixture"),
    re.findall(r"^\| \[([\w-]+)\]\([^)]*\) \| (.*) \| \[[^\]]*\]\(([^)]*)\) \|$", README, re.MULTILINE),
)
def test_what_others_do_not_find_is_found(rule: str, said: str, fixture: str) -> None:
    path = ROOT / fixture
    context = expectations(path).options.get("context")
    inside = None if context is None else context_of(context)
    messages = [one.message for one in findings(path, select=(rule,), context=inside)]
    assert said in messages


def test_the_table_of_what_others_do_not_find_is_there() -> None:
    assert len(re.findall(r"^\| \[[\w-]+\]\(docs/rules/", README, re.MULTILINE)) >= 10


def test_commands_of_make_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"^    make (\w+)", README, re.MULTILINE)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
