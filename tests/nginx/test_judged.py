"""What nginxlint says of single statements against what real nginx says."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from nginx.generate import Case, compare, entries, problems, structure_cases, value_cases

from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.uses import variable_uses
from nginxlint.nginx.values.bodies import check_body
from nginxlint.nginx.values.slots import check_kind
from nginxlint.nginx.variables import defined_variables, variables

if TYPE_CHECKING:
    from nginx.judge import Judge

    from nginxlint.nginx.facts import DirectiveFact

#: statements for each judge; NGINXLINT_EXHAUSTIVE=1 runs fifty times as many
LONG = bool(os.environ.get("NGINXLINT_EXHAUSTIVE"))
COUNT = 600 * (50 if LONG else 1)

HERE = Path(__file__).parent


def _scaled(judge: Judge) -> int:
    # a binary that loads its modules when it starts takes ten times as long
    return COUNT // 5 if judge.preamble else COUNT


def test_random_values(judge: Judge) -> None:
    dialect = Dialect(judge.version)
    score = compare(judge, dialect, value_cases(dialect, _scaled(judge), seed=20))
    print(judge.version, score)
    assert score.false_alarms == []
    assert score.missed == []
    assert score.accepted > 0
    assert score.rejected > 0


def test_random_structure(judge: Judge) -> None:
    dialect = Dialect(judge.version)
    cases = structure_cases(dialect, _scaled(judge), seed=21)
    score = compare(judge, dialect, cases)
    print(judge.version, score)
    assert score.false_alarms == []
    assert score.missed == []
    assert score.rejected > 0


def _written() -> list[Case]:
    cases = []
    for line in (HERE / "statements.txt").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        context, _, text = line.partition(": ")
        words = shlex.split(text)
        block = words[-1] == "{}"
        name, *args = words[:-1] if block else words
        cases.append(Case(context, name, tuple(args), block))
    return cases


def test_written_statements(judge: Judge) -> None:
    dialect = Dialect(judge.version)
    # the slow judge gets every third, all of them in the long run
    step = 3 if judge.preamble and not LONG else 1
    score = compare(judge, dialect, _written()[::step])
    print(judge.version, score)
    assert score.false_alarms == []
    assert score.missed == []


#: block, its arguments, its lines; nginx says which are right
BODIES: list[tuple[str, list[str], list[list[str]]]] = [
    ("map", ["$host", "$m"], [["default", "a"], ["b", "$uri"], ["~^c(?<d>.)", "$d"]]),
    ("map", ["$host", "$m"], [["default", "a"], ["default", "b"]]),
    ("map", ["$host", "$m"], [["a", "1"], ["A", "2"]]),
    ("map", ["$host", "$m"], [["\\default", "1"], ["default", "2"]]),
    ("map", ["$host", "$m"], [["a"]]),
    ("map", ["$host", "$m"], [["a", "b", "c"]]),
    ("map", ["$host", "$m"], [["hostnames"], ["*.a.com", "1"], ["a.*", "2"], [".b.c", "3"]]),
    ("map", ["$host", "$m"], [["hostnames"], ["a*b", "1"]]),
    ("map", ["$host", "$m"], [["hostnames"], [".a.com", "1"], ["a.com", "2"]]),
    ("map", ["$host", "$m"], [["a*b", "1"]]),
    ("map", ["$host", "$m"], [["volatile"], ["~*(", "1"]]),
    ("map", ["$host", "$m"], [["a", "$"]]),
    ("map", ["$host", "$m"], [["a", "${x"]]),
    ("map", ["$host", "$m"], [["", "1"], ["~", "2"]]),
    ("map", ["$host", "$m"], [["~(?<uri>.)", "2"]]),
    ("map", ["$host", "$m"], [["~(?<mine>.)", "2"]]),
    ("geo", ["$g"], [["default", "0"], ["10.0.0.0/8", "1"], ["::1", "2"]]),
    ("geo", ["$g"], [["10.0.0.1/8", "1"]]),
    ("geo", ["$g"], [["10.0.0.0/33", "1"]]),
    ("geo", ["$g"], [["name", "1"]]),
    ("geo", ["$g"], [["255.255.255.255", "1"]]),
    ("geo", ["$g"], [["ranges"], ["10.0.0.1-10.0.0.9", "1"]]),
    ("geo", ["$g"], [["ranges"], ["10.0.0.9-10.0.0.1", "1"]]),
    ("geo", ["$g"], [["ranges"], ["10.0.0.0/8", "1"]]),
    ("geo", ["$g"], [["10.0.0.0/8", "1"], ["ranges"]]),
    ("geo", ["$g"], [["default", "1"], ["ranges"]]),
    ("geo", ["$g"], [["proxy", "10.0.0.0/8"], ["proxy_recursive"], ["delete", "1.2.3.4"]]),
    ("geo", ["$g"], [["a", "b", "c"]]),
    ("geo", ["$g"], [["volatile"]]),
    ("geo", ["$g"], [["1.2.3.4"]]),
    ("split_clients", ["$host", "$s"], [["50%", "a"], ["*", "b"]]),
    ("split_clients", ["$host", "$s"], [["60%", "a"], ["50%", "b"]]),
    ("split_clients", ["$host", "$s"], [["50", "a"]]),
    ("split_clients", ["$host", "$s"], [["0%", "a"]]),
    ("split_clients", ["$host", "$s"], [["0.123%", "a"]]),
    ("split_clients", ["$host", "$s"], [["0.12%", "a"], ["99.88%", "b"]]),
    ("split_clients", ["$host", "$s"], [["*", "a"], ["1%", "b"]]),
    ("split_clients", ["$host", "$s"], [["x%", "a"]]),
    ("types", [], [["text/html", "html", "htm"], ["text/plain", "txt"]]),
    ("types", [], [["text/html", "html"], ["text/plain", "html"]]),
    ("types", [], [["text/html"]]),
    ("types", [], [["include", "a", "b"]]),
    ("charset_map", ["koi8-r", "windows-1251"], [["80", "88"], ["FF", "0a"]]),
    ("charset_map", ["koi8-r", "windows-1251"], [["80"]]),
    ("charset_map", ["koi8-r", "windows-1251"], [["100", "88"]]),
    ("charset_map", ["koi8-r", "windows-1251"], [["8x", "88"]]),
    ("charset_map", ["koi8-r", "utf-8"], [["80", "E282AC"]]),
    ("charset_map", ["koi8-r", "utf-8"], [["80", "E282ACAC"]]),
]  # fmt: skip


def test_bodies(judge: Judge) -> None:
    dialect = Dialect(judge.version)
    wrong = []
    for block, head, lines in BODIES:
        inside = "".join(" ".join(f'"{word}"' for word in line) + ";\n" for line in lines)
        inside = inside.replace("\\", "\\\\")
        text = f"{block} {' '.join(head)} {{\n{inside}}}"
        verdict = judge.ask_statement("http", text)
        found = [problem for _, problem in check_body(dialect, block, head, lines)]
        errors = [problem for problem in found if problem.severity == "error"]
        warned = [problem for problem in found if problem.severity == "warning"]
        if verdict.accepted != (not errors):
            wrong.append((text, verdict.error, errors))
        elif verdict.accepted and bool(verdict.warnings) != bool(warned):
            wrong.append((text, str(verdict.warnings), warned))
    assert wrong == []


def test_nginx_warns_of_the_same(judge: Judge) -> None:
    dialect = Dialect(judge.version)
    cases = [
        Case("http", "allow", ("10.0.0.1/8",), False),
        Case("http", "set_real_ip_from", ("::1/64",), False),
        Case("server", "server_name", ("a/b",), False),
        Case("http", "proxy_next_upstream", ("error", "error"), False),
        Case("http", "gzip_types", ("a/b", "a/b"), False),
        Case("http", "gzip_types", ("text/html",), False),
        Case("http", "ssi_types", ("*", "text/html"), False),
        Case("location", "index", ("/a", "b"), False),
        Case("http", "http2_push_preload", ("on",), False),
        Case("http", "http2_max_field_size", ("4k",), False),
        Case("http", "send_lowat", ("0",), False),
        Case("server", "listen", ("127.0.0.1:8080", "http2"), False),
        Case("http", "allow", ("10.0.0.0/8",), False),
        Case("http", "gzip_types", ("a/b", "*"), False),
        Case("server", "server_name", ("a.b",), False),
    ]
    for case in cases:
        verdict = judge.ask_statement(case.context, case.text)
        assert verdict.accepted, verdict.error
        warned = [p for p in problems(dialect, case) if p.severity == "warning"]
        assert bool(verdict.warnings) == bool(warned), (case.text, verdict.warnings)


@pytest.mark.parametrize("value", ["bogus", "on", "ON", "10", "10k", "10s", "$host", ""])
def test_every_shared_kind(judge: Judge, value: str) -> None:
    """One value for a directive of each shared kind in each version."""
    dialect = Dialect(judge.version)
    seen: dict[str, tuple[str, DirectiveFact]] = {}
    for context, fact in entries(dialect):
        if fact.kind not in ("custom", None, "str", "strarray", "path") and fact.takes(1):
            seen.setdefault(fact.kind, (context, fact))
    cases = [Case(context, fact.name, (value,), False) for context, fact in seen.values()]
    score = compare(judge, dialect, cases)
    assert score.false_alarms == []
    assert score.missed == []
    assert len(cases) > 8


def test_a_shared_kind_without_arguments_does_not_fail() -> None:
    dialect = Dialect()
    fact = dialect.find("gzip", "http")
    assert fact is not None
    assert list(check_kind(fact, "gzip", ["on"])) == []


def test_unknown_variables(judge: Judge) -> None:
    """nginx names a variable that nothing defines: the uses found must hold it, and no other."""
    dialect = Dialect(judge.version)
    known = variables(judge.version)
    wrong, named = [], 0
    cases = [
        case
        for case in value_cases(dialect, _scaled(judge) * 4, seed=22)
        if any("$" in arg for arg in case.args) and not case.context.startswith("mail")
    ]
    verdicts = judge.ask_all([(case.context, case.text) for case in cases])
    for case, verdict in zip(cases, verdicts, strict=True):
        said = re.match(r'unknown "(.*)" variable', verdict.error)
        fact = dialect.find(case.name, case.context)
        if fact is None or not (verdict.accepted or said):
            continue
        scope = "stream" if case.context.startswith("stream") else "http"
        unknown = [
            use.name.lower()
            for _, use in variable_uses(fact, case.args, case.context)
            if not use.capture and not known.known_variable(use.name, scope)
        ]
        own = defined_variables(case.name, case.args)
        unknown = [name for name in unknown if name not in own]
        named += said is not None
        if (said[1] not in unknown) if said else bool(unknown):
            wrong.append((case.text, verdict.error, unknown))
    assert wrong == []
    assert named > 0
