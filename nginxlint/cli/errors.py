"""Errors that end a command: one line on standard error, exit status 2."""

from __future__ import annotations

import click


class CommandError(click.ClickException):
    """The command could not do its job; the message says why."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        """Print the message on standard error, harmless for a terminal."""
        click.echo(f"nginxlint: {plain(self.format_message())}", err=True)


def plain(text: str) -> str:
    """``text`` without control characters, for a line on standard error."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
