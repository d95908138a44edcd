"""A progress bar on standard error, for somebody who waits at a terminal."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from nginxlint.config.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 1.0
"""Seconds after which the bar appears."""


@contextmanager
def progress() -> Iterator[Progress | None]:
    """Count what is done; show it once a terminal has waited for more than a second."""
    if not sys.stderr.isatty():
        yield None
        return
    counts = Progress()
    done = threading.Event()
    thread = threading.Thread(target=_show, args=(counts, done), daemon=True)
    thread.start()
    try:
        yield counts
    finally:
        done.set()
        thread.join()


def _show(counts: Progress, done: threading.Event) -> None:
    if done.wait(_PATIENCE):
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress as Bar, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Reading", total=None)
        while not done.wait(0.1):
            if counts.directives:
                bar.update(task, description=f"Checking {counts.directives:,} directives")
            else:
                bar.update(task, description=f"Reading ({counts.files:,} files)")
