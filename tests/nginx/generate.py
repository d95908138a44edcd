"""Machine-made statements for the judge, and what nginxlint says of them."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from nginx.judge import FRAMES, Judge, Verdict, statement

from nginxlint.nginx import facts
from nginxlint.nginx.structure import check_directive
from nginxlint.nginx.values import check_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.nginx.dialect import Dialect
    from nginxlint.nginx.facts import DirectiveFact
    from nginxlint.nginx.problem import Problem


#: words to try as arguments, wherever
ATOMS = [*(Path(__file__).parent / "atoms.txt").read_text().split(), "", "a b", "\\"]

#: directives that ask the machine or the operating system, or that end the test run
LEFT_OUT = frozenset(
    (
        *("load_module", "include", "daemon", "master_process", "pid", "user", "lock_file"),
        *("google_perftools_profiles", "debug_points", "perl", "perl_modules", "perl_require"),
        *("perl_set", "ssl_engine", "pcre_jit", "use", "memcached_pass"),
        *("ssl_certificate", "ssl_certificate_key"),
    )
)

_CONDITIONS = ("=", "!=", "~", "~*", "==", "!~", "&&", "-f")


@dataclass(frozen=True, slots=True)
class Case:
    """One directive to be judged in a context."""

    context: str
    name: str
    args: tuple[str, ...]
    block: bool

    @property
    def text(self) -> str:
        """The directive as it stands in a file."""
        return statement(self.name, list(self.args), block=self.block)


def entries(dialect: Dialect) -> list[tuple[str, DirectiveFact]]:
    """Return every (context, directive) of nginx's own that a version has."""
    return [
        (context, fact)
        for name in facts.names()
        if name not in LEFT_OUT
        for fact in dialect.facts(name)
        if fact.source == "core" and fact.exists_in(dialect.version)
        for context in sorted(fact.contexts)
        if context in FRAMES
    ]


def _words(fact: DirectiveFact, rnd: random.Random) -> list[str]:
    """Return what the directive itself knows, parameters with some value."""
    found = list(fact.values or ())
    for word in fact.params:
        if word == "setfib=":
            continue  # FreeBSD's
        if word.endswith("="):
            values = ("10", "10s", "10k", "on", "$host", "0", "a:10m", *rnd.choices(ATOMS, k=3))
            found += [word + value for value in values]
        else:
            found.append(word)
    return found


def _arguments(fact: DirectiveFact, rnd: random.Random) -> list[str]:
    name = fact.name
    most = fact.max_args if fact.max_args is not None else fact.min_args + 2
    count = rnd.randint(fact.min_args, min(most, fact.min_args + 3))
    own = _words(fact, rnd) or ATOMS
    args = [rnd.choice(own if rnd.random() < 0.5 else ATOMS) for _ in range(count)]
    if name == "if":
        return rnd.choice(
            [
                [f"({rnd.choice(ATOMS)}", rnd.choice(_CONDITIONS), f"{rnd.choice(ATOMS)})"],
                ["($host", rnd.choice(_CONDITIONS), f"{rnd.choice(ATOMS)})"],
                [f"({rnd.choice(['-f', '-d', '!-e', '-z', '!-'])}", f"{rnd.choice(ATOMS)})"],
                ["(", rnd.choice(ATOMS), ")"],
                [f"({rnd.choice(ATOMS)})"],
            ]
        )
    # most of the time the first arguments are right, so that the later ones are looked at
    right = {
        "listen": ["127.0.0.1:8080"],
        "server": ["127.0.0.1:8080"],
        "access_log": ["syslog:server=127.0.0.1", "combined"],
        "resolver": ["127.0.0.1"],
    }.get(name, ["cache", "keys_zone=a:1m"] if name.endswith("cache_path") else [])
    if args and rnd.random() < 0.7:
        args[: len(right)] = right
    return args


def value_cases(dialect: Dialect, count: int, seed: int) -> list[Case]:
    """Return directives with random arguments; those with a grammar of their own more often."""
    rnd = random.Random(seed)
    known = entries(dialect)
    weights = [6 if fact.kind == "custom" else 2 for _, fact in known]
    return [
        Case(context, fact.name, tuple(_arguments(fact, rnd)), fact.block)
        for context, fact in rnd.choices(known, weights, k=count)
    ]


def structure_cases(dialect: Dialect, count: int, seed: int) -> list[Case]:
    """Return directives in random contexts, with random numbers of arguments, block or not."""
    rnd = random.Random(seed)
    known = entries(dialect)
    cases = []
    for _ in range(count):
        _, fact = rnd.choice(known)
        context = rnd.choice(sorted(FRAMES))
        block = fact.block if rnd.random() < 0.9 else not fact.block
        args = ("1",) * rnd.randint(0, 9)
        cases.append(Case(context, fact.name, args, block))
    return cases


def problems(dialect: Dialect, case: Case) -> list[Problem]:
    """Return all that nginxlint says of a case."""
    found = check_directive(dialect, case.name, case.args, case.context, case.block)
    if any(problem.severity == "error" for problem in found):
        return found
    fact = dialect.find(case.name, case.context)
    if fact is None:
        return found
    return found + check_values(dialect, fact, case.name, case.args, case.context)


@dataclass(slots=True)
class Score:
    """How often nginxlint and nginx agree."""

    accepted: int = 0
    rejected: int = 0
    left_out: int = 0
    false_alarms: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        return (
            f"{self.accepted + self.rejected} agree ({self.accepted} accepted, "
            f"{self.rejected} rejected), {len(self.false_alarms)} false alarms, "
            f"{len(self.missed)} missed, {self.left_out} left out"
        )


def compare(judge: Judge, dialect: Dialect, cases: list[Case]) -> Score:
    """Judge the cases and compare."""
    score = Score()
    for case, verdict in _judged(judge, cases):
        found = problems(dialect, case)
        errors = [p for p in found if p.severity == "error"]
        # a module that this binary lacks, a word of NGINX Plus: said, but not as an error
        lacking = "unknown directive" in verdict.error and not errors
        if verdict.elsewhere or lacking or any(p.severity == "info" for p in found):
            score.left_out += 1
            continue
        if verdict.accepted and errors:
            score.false_alarms.append(f"{case.context}: {case.text}  -> {errors[0].message}")
        elif not verdict.accepted and not errors:
            score.missed.append(f"{case.context}: {case.text}  -> {verdict.error}")
        elif errors:
            score.rejected += 1
        else:
            score.accepted += 1
    return score


def _judged(judge: Judge, cases: list[Case]) -> Iterator[tuple[Case, Verdict]]:
    verdicts = judge.ask_all([(case.context, case.text) for case in cases])
    return zip(cases, verdicts, strict=True)
