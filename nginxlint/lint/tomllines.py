"""Where the keys of a TOML text stand: its parser tells the values only."""

from __future__ import annotations

import re

Path = tuple[str, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(
    r'"""(?:[^\\]|\\[\s\S])*?"{3,5}|' r"'''[\s\S]*?'{3,5}|" r'"(?:[^"\\\n]|\\.)*"|' r"'[^'\n]*'"
)
_SCALAR = re.compile(r"[^,\]}\n#]+")
_MAX_DEPTH = 64


def key_lines(text: str) -> dict[Path, int]:
    """The line, from 1, of each key and of each element of a list (by its number) in a valid TOML text.

    The tables around a key are there too, on the line where they are first named.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._counted = (0, 1)
        self._tables: dict[Path, int] = {}

    def read(self) -> dict[Path, int]:
        table: Path = ()
        while True:
            self._skip(_SPACE)
            if self.at >= len(self.text):
                return self.lines
            start = self.at
            if self.text.startswith("[", start):
                many = self.text.startswith("[[", start)
                self.at += 2 if many else 1
                table = self._keys()
                if many:
                    number = self._tables.get(table, 0)
                    self._tables[table] = number + 1
                    table = (*table, str(number))
                self._note(table, start)
                self.at = self._line_end()
            else:
                self._pair(table, 0)
            if self.at == start:
                return self.lines

    def _line_end(self) -> int:
        end = self.text.find("\n", self.at)
        return len(self.text) if end < 0 else end

    def _skip(self, pattern: re.Pattern[str]) -> None:
        match = pattern.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def _note(self, path: Path, offset: int) -> None:
        done, line = self._counted
        line += self.text.count("\n", done, offset)
        self._counted = (offset, line)
        for size in range(1, len(path) + 1):
            self.lines.setdefault(path[:size], line)

    def _keys(self) -> Path:
        keys: list[str] = []
        while True:
            self._skip(_BLANK)
            match = _BARE.match(self.text, self.at) or _STRING.match(self.text, self.at)
            if match is None:
                return tuple(keys)
            self.at = match.end()
            keys.append(_value(match[0]))
            self._skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return tuple(keys)
            self.at += 1

    def _pair(self, table: Path, depth: int) -> None:
        start = self.at
        path = table + self._keys()
        self._note(path, start)
        if self.text.startswith("=", self.at):
            self.at += 1
            self._read_value(path, depth)

    def _read_value(self, path: Path, depth: int) -> None:
        self._skip(_BLANK)
        match = _STRING.match(self.text, self.at)
        if match is not None:
            self.at = match.end()
        elif depth < _MAX_DEPTH and self.text.startswith(("[", "{"), self.at):
            closing = "]" if self.text[self.at] == "[" else "}"
            self.at += 1
            number = 0
            while True:
                self._skip(_SPACE)
                start = self.at
                if self.text.startswith(closing, start) or start >= len(self.text):
                    self.at = min(start + 1, len(self.text))
                    return
                if closing == "}":
                    self._pair(path, depth + 1)
                else:
                    self._note((*path, str(number)), start)
                    self._read_value((*path, str(number)), depth + 1)
                number += 1
                self._skip(_SPACE)
                if self.text.startswith(",", self.at):
                    self.at += 1
                elif self.at == start:
                    return
        else:
            match = _SCALAR.match(self.text, self.at)
            self.at = self._line_end() if match is None else match.end()


def _value(word: str) -> str:
    if not word.startswith(('"', "'")):
        return word
    if word.startswith("'"):
        return word[1:-1]
    import json

    try:
        return str(json.loads(word))
    except ValueError:
        return word[1:-1]
