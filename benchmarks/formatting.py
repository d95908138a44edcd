"""The layout: does it keep every token, does it come to rest, and how fast is it?

    python benchmarks/formatting.py FOLDER... [--rounds N] [--list]
    python benchmarks/formatting.py --big

Formats in memory what `nginxlint format FOLDER` would format, with two indents, and prints how many texts
changed, were broken or templates, and how many lines a second it took. A text counts as kept if three readers
say so: nginxlint's tokens, this folder's own reader of nginx's syntax (scan.py), and crossplane's lexer where
it reads the text. It counts as at rest if formatting what came out gives the same again.

`--big` measures one file of 10 MB: the sites of make_tree.py one after another, as they are, with tabs and
with carriage returns.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import crossplane
import make_tree
import scan

from nginxlint.files.discover import candidates, holds_configuration
from nginxlint.lint.formatting import formatted
from nginxlint.nginx.dialect import Dialect
from nginxlint.nginx.version import NEWEST
from nginxlint.syntax.tokens import WHITE_SPACE, tokenize
from nginxlint.text.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

DIALECT = Dialect(NEWEST)
LAYOUTS = ("    ", "\t")


class Timed(NamedTuple):
    """A text that was formatted, and the processor time that it took, in seconds."""

    result: str | None
    problem: str
    is_template: bool
    seconds: float


def timed(source: Source, indent: str, rounds: int) -> Timed:
    """Format a text several times; the shortest time counts."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        done = formatted(source, indent, DIALECT)
        best = min(best, time.process_time() - started)
    return Timed(done.text, done.problem, done.is_template, best)


def tokens(text: str) -> list[tuple[str, str]]:
    """Words, marks and comments of a text as nginxlint reads them: value and characters."""
    read = tokenize(Source("", text))
    comments = [(token.start, "#", token.rstrip(WHITE_SPACE)) for token in read.comments]
    words = [(token.start, f"{token.quote}{token}", token.raw) for token in read.items]
    return [found[1:] for found in sorted([*words, *comments])]


def lexed(text: str) -> list[tuple[str, bool]] | None:
    """The tokens that crossplane's lexer gives, `None` where it gives up."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", suffix=".conf") as file:
        # It loses a comment that the text ends in.
        file.write(text + "\n")
        file.flush()
        try:
            found = [(token, quoted) for token, _, quoted in crossplane.lex(file.name)]
        except Exception:
            return None
    # Comments are tokens there, with the blanks behind them.
    return [(token.rstrip(WHITE_SPACE) if token[:1] == "#" else token, quoted) for token, quoted in found]


def keeps(before: str, after: str) -> bool:
    """Whether all readers say that two texts are the same."""
    if tokens(before) != tokens(after) or scan.stream(before) != scan.stream(after):
        return False
    known = lexed(before)
    return known is None or known == lexed(after)


def sources(folders: list[str]) -> Iterator[Source]:
    """The texts under folders that look like configuration."""
    for folder in folders:
        for path in candidates(folder) if os.path.isdir(folder) else [folder]:
            with open(path, "rb") as file:
                source = Source.from_bytes(path, file.read())
            if holds_configuration(path, source.text, DIALECT.known):
                yield source


def speed(lines: int, seconds: float) -> str:
    """Lines a second, in words."""
    return f"{lines / seconds:,.0f} lines a second" if seconds else "no time at all"


def examine(folders: list[str], rounds: int, shown: bool) -> bool:
    """Format what is in the folders with each indent, and print what came of it."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    seconds = lines = 0.0
    for source in sources(folders):
        counts["texts"] += 1
        for indent in LAYOUTS:
            done = timed(source, indent, rounds)
            if done.result is None:
                kind = "templates" if done.is_template else "broken"
                counts[kind] += indent == LAYOUTS[0]
                if shown and done.problem and indent == LAYOUTS[0]:
                    print(f"broken: {source.name}{done.problem}")
                continue
            seconds += done.seconds
            lines += source.line_count
            counts["formatted"] += 1
            counts["changed"] += done.result != source.text
            if not keeps(source.text, done.result):
                wrong.append(f"tokens differ: {source.name}")
            again = formatted(Source(source.name, done.result), indent, DIALECT)
            if again.text != done.result:
                wrong.append(f"not at rest: {source.name}{again.problem}")
    for line in wrong:
        print(line)
    print(
        f"{counts['texts']:,} texts: {counts['broken']:,} broken, {counts['templates']:,} templates; "
        f"{counts['formatted']:,} layouts with {len(LAYOUTS)} indents, {counts['changed']:,} changed; "
        f"{len(wrong):,} wrong; {speed(int(lines), seconds)}"
    )
    return not wrong


def big(rounds: int) -> None:
    """Measure one large file, laid out already and in other layouts."""
    with tempfile.TemporaryDirectory() as folder:
        paths = make_tree.make_tree(Path(folder), 14_000)
        text = "".join(path.read_text(encoding="utf-8") for path in paths)
    kinds = {
        "laid out already": text,
        "with tabs": re.sub(
            "^(?:    )+", lambda match: "\t" * (len(match[0]) // 4), text, flags=re.MULTILINE
        ),
        "with carriage returns": text.replace("\n", "\r\n"),
    }
    for name, kind in kinds.items():
        source = Source(name, kind)
        done = timed(source, LAYOUTS[0], rounds)
        assert done.result == text, done.problem
        size = f"{source.line_count:,} lines, {len(kind) / 1e6:.1f} MB"
        print(f"{size}, {name}: {speed(source.line_count, done.seconds)}")
        gc.collect()


def main() -> int:
    """Measure what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    parser.add_argument("--big", action="store_true", help="also one file of 10 MB")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--list", action="store_true", help="also name what is broken")
    chosen = parser.parse_args()
    gc.disable()
    right = examine(chosen.folders, chosen.rounds, chosen.list) if chosen.folders else True
    if chosen.big:
        big(chosen.rounds)
    return int(not right)


if __name__ == "__main__":
    sys.exit(main())
