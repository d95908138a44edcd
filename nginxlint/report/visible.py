"""Text from linted files made safe to show: on a terminal, in a CI log, in XML."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"

# Characters that Unicode calls default ignorable although their category is that of letters or
# marks: they take no room, so text can hide in them.
_IGNORABLE = frozenset((0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0x180B, 0x1810)))


class _Glyphs(dict[int, str]):
    """For ``str.translate``: what to show for a code point; answers are worked out once."""

    def __missing__(self, code: int) -> str:
        glyph = self[code] = _glyph(code)
        return glyph


def _glyph(code: int) -> str:
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    # Variation selectors only choose between looks of the character before them.
    if 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    import unicodedata

    char = chr(code)
    # Controls, format characters (bidi overrides, zero-width space, byte order mark), surrogates,
    # line and paragraph separators, and the two noncharacters that XML forbids.
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} or code in _IGNORABLE:
        return REPLACEMENT
    return REPLACEMENT if code & 0xFFFE == 0xFFFE else char


_GLYPHS = _Glyphs()


def visible(text: str) -> str:
    """Give ``text`` with every control character replaced by a glyph of one column.

    C0 controls become their control pictures (a line feed ``\\u240a``), anything else that is
    invisible or steers the display becomes U+FFFD. What comes back is one line and valid XML 1.0.
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_GLYPHS)


def char_width(char: str) -> int:
    """How many terminal columns a visible character takes: 0, 1 or 2."""
    if char < "\u0300":
        return 1
    from rich.cells import get_character_cell_size

    return get_character_cell_size(char)


def width(text: str) -> int:
    """How many terminal columns a visible text takes."""
    return len(text) if text.isascii() else sum(map(char_width, text))


# The GitHub Actions runner reads `::command` at the start of a trimmed line and `##[command]`
# anywhere in a line (actions/runner, ActionCommand.cs); Azure Pipelines reads `##vso[`.
_LINE_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
_INLINE_COMMAND = re.compile(r"##(\w*)\[")


def without_commands(text: str) -> str:
    """Break what a CI runner would take for a command in ``text``, keeping the columns.

    The signs put in are visible ones: the runner compares by culture, which skips invisible ones.
    """
    return _INLINE_COMMAND.sub("##\\1\u27e6", _LINE_COMMAND.sub("\\1\u2236", text))
