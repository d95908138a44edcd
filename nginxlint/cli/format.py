"""``nginxlint format``: lay configurations out."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING

import click

from nginxlint.cli.errors import CommandError, plain
from nginxlint.cli.output import write_bytes, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.cli.settling import Settled
    from nginxlint.config.given import Request
    from nginxlint.lint.fix import FixedFile
    from nginxlint.nginx.dialect import Dialect
    from nginxlint.text.source import Source


@click.command("format", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option(
    "--check", is_flag=True, help="Write nothing; name the files that would change, and exit with 1."
)
@click.option(
    "--diff", is_flag=True, help="Write nothing; print the changes as a unified diff, and exit with 1 if any."
)
@click.option(
    "--indent",
    metavar="N|tab",
    help="Spaces for each block around a line, or `tab`.  [default: what the settings say, else 4]",
)
@click.option("--stdin-filename", metavar="NAME", help="The name of what `-` reads.")
@click.option(
    "--config",
    type=click.Path(),
    metavar="FILE",
    help="The settings file.  [default: the nearest .nginxlint.toml or pyproject.toml upwards]",
)
@click.option("--no-config", is_flag=True, help="Use no settings file.")
@click.option("--allow-outside", is_flag=True, help="Also format what links out of the repository lead to.")
@click.option(
    "--allow-empty", is_flag=True, help="Exit with 0 if there is no configuration in what was given."
)
@click.option(
    "--skip-others", is_flag=True, help="Pass over files that are named and are no nginx configuration."
)
@click.option("-q", "--quiet", is_flag=True, help="Say nothing of files that change.")
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    check: bool,
    diff: bool,
    indent: str | None,
    stdin_filename: str | None,
    config: str | None,
    no_config: bool,
    allow_outside: bool,
    allow_empty: bool,
    skip_others: bool,
    quiet: bool,
) -> None:
    """Lay out nginx configurations: files, folders, or `-` for standard input.

    Only white space changes, which is proven for each file. What is broken is left as it is, and so are
    templates. Includes are not followed.
    """
    gc.disable()
    if not paths:
        raise CommandError("format changes files, so they must be named: nginxlint format PATH")
    if config is not None and no_config:
        raise CommandError("--config and --no-config exclude each other")
    from nginxlint.cli.settling import Wanted, by_settings, settle
    from nginxlint.cli.surroundings import dialect_for, request_for
    from nginxlint.lint.index import built_in

    own = None if indent is None else _spaces(indent)
    wanted = Wanted(config=config, no_config=no_config)
    entries = built_in([])
    work = _Work(write=not (check or diff))
    for group in by_settings(paths, stdin_filename, wanted):
        settled = settle(group, stdin_filename, wanted, entries)
        choices = settled.choices
        request = settled.request(
            request_for(
                group,
                root=None,
                prefix=None,
                main=None,
                context=None,
                stdin_filename=stdin_filename,
                allow_outside=allow_outside,
            )
        )._replace(skip_others=skip_others)
        dialect = settled.dialect(dialect_for(request, choices and choices.nginx_version))
        work.run(request, own or _chosen(settled), dialect)
    if not work.seen and not work.failures and not allow_empty:
        work.failures.append(f"no nginx configuration found in {', '.join(paths)}")
    work.say(quiet=quiet or diff)
    if diff:
        from nginxlint.cli.fixing import diff_of

        write_bytes(diff_of(work.changed), sys.stdout)
    elif not check and work.stdin is not None:
        write_bytes(work.stdin, sys.stdout)
    context.exit(2 if work.failures else int(bool(work.changed) and (check or diff)))


def _spaces(value: str) -> str:
    """The white space that ``--indent`` names. Raises ``CommandError``."""
    if value == "tab":
        return "\t"
    if value.isascii() and value.isdigit() and 1 <= int(value) <= 16:
        return " " * int(value)
    raise CommandError(f"--indent takes a number of spaces from 1 to 16, or `tab`, not `{value}`")


def _chosen(settled: Settled) -> str:
    indent = settled.choices.indent if settled.choices is not None else None
    return _spaces(str(indent or 4))


class _Work:
    """Formats files and remembers what came of it: those ``changed``, ``failures`` and ``notes`` in words.

    ``seen`` counts the files, ``stdin`` is what came of the text on standard input.
    """

    def __init__(self, *, write: bool) -> None:
        self.seen = 0
        self.changed: list[FixedFile] = []
        self.failures: list[str] = []
        self.notes: list[str] = []
        self.stdin: bytes | None = None
        self._write = write
        self._prints = False

    def run(self, request: Request, indent: str, dialect: Dialect) -> None:
        """Format what a request names."""
        from nginxlint.lint.fix import FixedFile
        from nginxlint.lint.formatting import formatted, kept_lines

        for source in self._sources(request, dialect):
            self.seen += 1
            before = source.encode()
            done = formatted(source, indent, dialect)
            after = before if done.text is None else source.encode(done.text)
            if done.problem:
                self.failures.append(f"{source.name}{done.problem}; it was not formatted")
            elif done.is_template:
                self.notes.append(f"{source.name} is a template: it was not formatted")
            if source.path is None and not done.problem:
                self.stdin = after
            if after == before:
                continue
            linked = False
            if self._write and source.path is not None:
                written = self._replace(source, before, after)
                if written is None:
                    continue
                linked = written
            kept = [] if self._write else kept_lines(before, after)
            self.changed.append(FixedFile(source.name, source.path, before, after, kept, linked))

    def _sources(self, request: Request, dialect: Dialect) -> Iterator[Source]:
        from nginxlint.config.given import given_files, is_excluded
        from nginxlint.config.plan import boundary
        from nginxlint.files.discover import holds_configuration
        from nginxlint.files.names import Names
        from nginxlint.files.system import FileSystem, UnreadableError
        from nginxlint.text.source import Source

        files = FileSystem(allowed=boundary(request))
        absolutes = {os.path.abspath(os.path.join(request.cwd, path)): path for path in request.paths}
        names = Names(files, request.cwd, absolutes)
        given = given_files(request, files)
        self.failures.extend(given.failures)
        done: set[str] = set()
        for path, named in given.files.items():
            try:
                real = files.resolve(path)
                if real in done:
                    continue
                data = files.read_real(real, path)
            except UnreadableError as error:
                if named or error.kind in ("denied", "failed"):
                    self.failures.append(f"{names(path)}: {error.reason}")
                continue
            source = Source.from_bytes(names(path), data, path=real)
            if named or holds_configuration(path, source.text, dialect.known):
                done.add(real)
                yield source
        if request.stdin is not None:
            self._prints = True
            source = Source.from_bytes(request.stdin_name, request.stdin)
            if is_excluded(request, os.path.abspath(os.path.join(request.cwd, request.stdin_name))):
                self.stdin = request.stdin
            else:
                yield source

    def _replace(self, source: Source, before: bytes, after: bytes) -> bool | None:
        """Write a file. Whether it has further names, ``None`` if it was not written."""
        from nginxlint.files.write import WriteError, prepare

        assert source.path is not None
        try:
            replacement = prepare(source.path, before, after)
            replacement.commit()
        except WriteError as error:
            self.failures.append(f"{source.name}: {error.reason}; it was not changed")
            return None
        return replacement.linked

    def say(self, *, quiet: bool) -> None:
        """Say on standard error what could not be done, and on standard output which files change.

        Where a text goes to standard output nothing else does.
        """
        for failure in self.failures:
            _complain(failure)
        for file in self.changed:
            if file.linked:
                _complain(f"{file.name} has further names (hard links): they keep the old text")
        if quiet:
            return
        for note in self.notes:
            _complain(note)
        if self._write and self._prints:
            return
        verb = "formatted" if self._write else "would format"
        files = "1 file" if self.seen == 1 else f"{self.seen:,} files"
        lines = [f"{verb} {plain(file.name)}" for file in self.changed]
        lines.append(f"{verb.capitalize()} {len(self.changed):,} of {files}.")
        write_text("".join(f"{line}\n" for line in lines), sys.stdout)


def _complain(text: str) -> None:
    click.echo(f"nginxlint: {plain(text)}", err=True)
