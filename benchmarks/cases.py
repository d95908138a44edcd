"""The configurations a benchmark works on, each in a scratch folder, and mistakes put into them."""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import judge
import make_tree
import mistakes
import scan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mistakes import Maker, Mistake

    from tools import Nginx

MAX_FILES = 200
MAX_BYTES = 200_000
CERTIFICATES = frozenset(
    ["ssl_certificate", "ssl_certificate_key", "ssl_trusted_certificate", "ssl_client_certificate"]
)
# The blocks that a fragment may stand in, tried in this order.
SKELETONS = (
    "include site.conf;\nevents {\n}\n",
    "events {\n}\nhttp {\n    include site.conf;\n}\n",
    "events {\n}\nhttp {\n    server {\n        include site.conf;\n    }\n}\n",
    (
        "events {\n}\nhttp {\n    server {\n        location / {\n            include site.conf;\n"
        "        }\n    }\n}\n"
    ),
    "events {\n}\nstream {\n    include site.conf;\n}\n",
)


@dataclass(frozen=True, slots=True)
class Item:
    """A configuration: its folder with a nginx.conf, where it came from, whether it is a part."""

    folder: Path
    origin: str
    fragment: bool


@dataclass(frozen=True, slots=True)
class Case:
    """A copy of an item with one mistake in one of its files (a path relative to the folder)."""

    item: Item
    folder: Path
    file: str
    mistake: Mistake


def collect(source: Path, scratch: Path, nginx: Nginx, suffix: str = ".conf") -> Iterator[Item]:
    """Copy every configuration under `source` into a folder of its own under `scratch`.

    A folder with a nginx.conf is one configuration; each other file whose name ends in `suffix` is a
    fragment, put into the block where this nginx accepts it (or, if nowhere, where its directives are
    allowed).
    """
    number = 0
    for base, folders, files in os.walk(source):
        folders.sort()
        if "nginx.conf" in files:
            folders.clear()
            home = scratch / f"{number:05d}"
            _copy(Path(base), home)
            number += 1
            yield Item(home, base, fragment=False)
            continue
        for name in sorted(files):
            if name.endswith(suffix):
                home = scratch / f"{number:05d}"
                home.mkdir(parents=True)
                shutil.copyfile(Path(base, name), home / "site.conf")
                _place(home, nginx)
                number += 1
                yield Item(home, os.path.join(base, name), fragment=True)


def _copy(source: Path, home: Path) -> None:
    shutil.copytree(source, home, symlinks=True, ignore_dangling_symlinks=True)
    for path in text_files(home):
        _own_certificates(home, path)


def text_files(home: Path) -> list[Path]:
    """The files of an item that may be configuration, links left out."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.stat().st_size < MAX_BYTES:
            found.append(path)
    return found


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        return None


def _own_certificates(home: Path, path: Path) -> None:
    """Let a file name a certificate that exists, so that nginx does not stop at its absence."""
    text = _read(path)
    try:
        statements = scan.read(text or "").statements
    except scan.UnreadableError:
        return
    for statement in reversed(statements):
        if statement.name not in CERTIFICATES or len(statement.words) != 2:
            continue
        word = statement.words[1]
        if "$" in word.raw or (home / word.value).exists() or text is None:
            continue
        new = "benchmark.key" if statement.name.endswith("_key") else "benchmark.pem"
        text = text[: word.start] + new + text[word.end :]
        certificate, key = make_tree.certificate("benchmark", 0)
        (home / "benchmark.pem").write_bytes(certificate)
        (home / "benchmark.key").write_bytes(key)
        path.write_bytes(text.encode())


def _place(home: Path, nginx: Nginx) -> None:
    _own_certificates(home, home / "site.conf")
    main = home / "nginx.conf"
    best = SKELETONS[0]
    for skeleton in SKELETONS:
        main.write_text(skeleton)
        verdict = judge.ask(nginx, home)
        if verdict.accepted:
            return
        if verdict.reason and "not allowed here" not in verdict.reason.text:
            best = skeleton if best == SKELETONS[0] else best
    main.write_text(best)


def spoil(
    items: list[Item], makers: dict[str, Maker], scratch: Path, seed: int, per_item: int
) -> Iterator[Case]:
    """Make `per_item` mistakes in each item, of the kinds that were made least so far."""
    made: Counter[str] = Counter()
    for item in items:
        files = text_files(item.folder)
        if len(files) > MAX_FILES:
            continue
        rng = random.Random(f"{seed} {item.folder.name}")
        texts = {str(f.relative_to(item.folder)): t for f in files if (t := _read(f))}
        texts = {name: text for name, text in texts.items() if _is_configuration(name, text)}
        order = sorted(makers, key=lambda kind: (made[kind], rng.random()))
        done = 0
        for kind in order:
            if done == per_item or not texts:
                break
            names = sorted(texts)
            name = rng.choices(names, [len(texts[n]) for n in names])[0]
            mistake = mistakes.make(texts[name], kind, makers[kind], rng)
            if mistake is None:
                continue
            home = scratch / f"{item.folder.name}-{kind}"
            shutil.copytree(item.folder, home, symlinks=True)
            (home / name).write_bytes(mistake.text.encode())
            made[kind] += 1
            done += 1
            yield Case(item, home, name, mistake)


def _is_configuration(name: str, text: str) -> bool:
    """Whether a mistake in this file says something: one with directives, not only data."""
    if name.endswith((".pem", ".key", ".types", ".json")) or name == "mime.types":
        return False
    try:
        document = scan.read(text)
    except scan.UnreadableError:
        return False
    return any(not s.free and s.name not in ("include", "types") for s in document.statements)
