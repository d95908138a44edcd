"""What commands print beside messages: reports, texts and diffs."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nginxlint.cli.errors import CommandError

if TYPE_CHECKING:
    from typing import TextIO


def write_text(text: str, stream: TextIO) -> None:
    """Write a text in the stream's encoding; what that can't hold is escaped."""
    write_bytes(text.encode(stream.encoding or "utf-8", "backslashreplace"), stream)


def write_bytes(data: bytes, stream: TextIO) -> None:
    """Write bytes as they are. Raises ``CommandError`` if that fails; a closed pipe is no failure."""
    try:
        stream.flush()
        stream.buffer.write(data)
        stream.buffer.flush()
    except BrokenPipeError:
        # The reader has seen enough. Nothing more can be said, but the exit status still counts.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except OSError as error:
        # What the buffer still holds must not be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        raise CommandError(f"the report: {(error.strerror or 'cannot be written').lower()}") from error
