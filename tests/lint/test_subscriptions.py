"""A rule that is loaded only for some text finds all that it would find if it always were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from linting import FIXTURES, expectations, run

from nginxlint.config.contexts import context_of
from nginxlint.lint import engine, index

if TYPE_CHECKING:
    from pathlib import Path

    from nginxlint.config.configuration import Configuration

RULES = {
    name: entry
    for name, entry in index.built_in().items()
    if not entry.host and any(" " in wanted for wanted in (*entry.directives, *(entry.whole or ())))
}
CASES = [
    path
    for name in RULES
    for path in sorted((FIXTURES / "rules" / name).glob("bad*"))
    if path.suffix == ".conf" or path.is_dir()
]


def _found(path: Path, rule: str) -> list[tuple[str, str]]:
    options = expectations(path).options
    context = options.get("context")
    done = run(
        path / "nginx.conf" if (path / "nginx.conf").is_file() else path,
        version=options.get("nginx-version"),
        select=(rule,),
        context=None if context is None else context_of(context),
    )
    return [(one.rule, one.message) for one in done.outcome.findings]


def _by_name(configuration: Configuration, wanted: str) -> bool:
    return wanted.partition(" ")[0] in configuration.by_name


def test_there_are_such_rules() -> None:
    assert len(CASES) >= len(RULES) > 10


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_text_hides_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _found(path, path.parent.name)
    monkeypatch.setattr(engine, "occurs", _by_name)
    assert told == _found(path, path.parent.name)
    assert told
