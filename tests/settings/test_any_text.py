"""Whatever stands in a settings file or a baseline: it is taken, or what is wrong is said; nothing else."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st

from nginxlint.lint import index
from nginxlint.lint.discovery import OWN, Found
from nginxlint.lint.policy import combine
from nginxlint.lint.settings import KEYS, Problem, SettingsError, load
from nginxlint.lint.tomllines import key_lines

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

if TYPE_CHECKING:
    from pathlib import Path

ENTRIES = index.built_in()

WORDS = st.sampled_from(
    [*KEYS, "contexts", "severity", "missing-semicolon", "tls", "a b", "x.y", "\u00e4", ""]
)
SCALARS = st.one_of(
    st.booleans(),
    st.integers(-3, 300),
    st.floats(allow_nan=False, allow_infinity=False, width=16),
    WORDS,
    st.sampled_from(["strict", "error", "1.26", "../x", "/etc", "sites-enabled", "**/*.conf", "flag", "1+"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)


def toml(value: Any) -> str:
    """A value as TOML, inline."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return '"' + "".join(f"\\u{ord(c):04X}" if c in '"\\' or ord(c) < 32 else c for c in value) + '"'
        case dict():
            return "{" + ", ".join(f"{toml(key)} = {toml(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case _:
            return repr(value)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of its own: a settings file left elsewhere would hold for other tests."""
    return tmp_path_factory.mktemp("settings")


def read(folder: Path, text: str) -> None:
    path = folder / OWN
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    problems: list[Problem] = []
    try:
        combine(load(Found(str(path), str(folder))), ENTRIES)
    except SettingsError as error:
        problems = error.problems or [Problem("", 0, "")]
    for problem in problems:
        assert problem.message
        assert problem.line is None or 1 <= problem.line <= text.count("\n") + 1


@settings(deadline=None, max_examples=150)
@given(data=st.dictionaries(WORDS, VALUES, max_size=5))
def test_any_document(folder: Path, data: dict[str, Any]) -> None:
    text = "".join(f"{toml(key)} = {toml(value)}\n" for key, value in data.items())
    assert tomllib.loads(text) == data
    lines = key_lines(text)
    for number, key in enumerate(data, start=1):
        assert lines[(key,)] == number
    read(folder, text)


@settings(deadline=None, max_examples=100)
@given(text=st.text(st.sampled_from("[]{}=\"'.,#\n\\ab1 -_\t\x00\x1b\ud800"), max_size=60))
def test_any_text(folder: Path, text: str) -> None:
    key_lines(text)
    read(folder, text)


def test_where_keys_stand() -> None:
    text = (
        '# "a" = 1\nprofile = "x" # b = 2\n\n[rules.one]\nseverity = """\nc = 3\n"""\n\n[rules."two.three"]\n'
        "x = [\n  1, # d\n  [2, {e = 4}],\n]\ny.z = 1\n"
        "[[many]]\na = 1\n[[many]]\na = 2\n'k\"' = '''\n[f]\n'''\n"
    )
    tomllib.loads(text)
    assert key_lines(text) == {
        ("profile",): 2,
        ("rules",): 4,
        ("rules", "one"): 4,
        ("rules", "one", "severity"): 5,
        ("rules", "two.three"): 9,
        ("rules", "two.three", "x"): 10,
        ("rules", "two.three", "x", "0"): 11,
        ("rules", "two.three", "x", "1"): 12,
        ("rules", "two.three", "x", "1", "0"): 12,
        ("rules", "two.three", "x", "1", "1"): 12,
        ("rules", "two.three", "x", "1", "1", "e"): 12,
        ("rules", "two.three", "y"): 14,
        ("rules", "two.three", "y", "z"): 14,
        ("many",): 15,
        ("many", "0"): 15,
        ("many", "0", "a"): 16,
        ("many", "1"): 17,
        ("many", "1", "a"): 18,
        ("many", "1", 'k"'): 19,
    }
