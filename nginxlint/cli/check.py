"""``nginxlint check``: lint."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple, TextIO

import click

from nginxlint.cli.errors import CommandError, plain
from nginxlint.cli.narrowing import narrow
from nginxlint.cli.options import narrowing_options, settings_options, surroundings_options
from nginxlint.cli.output import write_bytes, write_text
from nginxlint.report import FORMATS, render

if TYPE_CHECKING:
    from nginxlint.cli.narrowing import Narrowing
    from nginxlint.cli.options import Around
    from nginxlint.cli.prepare import Prepared
    from nginxlint.cli.settling import Wanted
    from nginxlint.config.plan import Plan
    from nginxlint.lint.finding import Outcome
    from nginxlint.lint.run import Options
    from nginxlint.report import Options as ReportOptions

_FAIL_ON = ("error", "warning", "info", "never")


@click.command("check", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "format_", type=click.Choice(FORMATS), help="How to report.  [default: text]")
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FORMAT=FILE",
    help="Also write a report to FILE; repeatable.",
)
@settings_options
@click.option(
    "--fail-on",
    type=click.Choice(_FAIL_ON),
    help="From which severity on the exit status is 1.  [default: warning]",
)
@surroundings_options
@narrowing_options
@click.option(
    "--show-suppressed", is_flag=True, help="In sarif and json: also what comments and the baseline hide."
)
@click.option(
    "--fix",
    is_flag=True,
    help="Apply the safe fixes, and report what remains. With `-` the fixed text goes to standard "
    "output, the report to standard error.",
)
@click.option(
    "--unsafe-fixes", is_flag=True, help="With --fix or --diff: also the fixes that change or guess meaning."
)
@click.option(
    "--diff",
    is_flag=True,
    help="Write nothing; print what --fix would change as a unified diff and nothing else, and exit with 1 "
    "if there is any.",
)
@click.option(
    "--fix-only",
    multiple=True,
    metavar="RULE,...",
    help="With --fix or --diff: only the fixes of these rules or categories.",
)
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    help="When to colour.",
)
@click.option("--statistics", is_flag=True, help="Count the findings by rule.")
@click.option("-q", "--quiet", is_flag=True, help="No summary.")
@click.option("-v", "--verbose", count=True, help="More context.")
@click.pass_context
def command(
    context_: click.Context,
    paths: tuple[str, ...],
    format_: str | None,
    reports: tuple[str, ...],
    wanted: Wanted,
    fail_on: str | None,
    around: Around,
    narrowing: Narrowing,
    show_suppressed: bool,
    fix: bool,
    unsafe_fixes: bool,
    diff: bool,
    fix_only: tuple[str, ...],
    color: str,
    statistics: bool,
    quiet: bool,
    verbose: int,
) -> None:
    """Lint nginx configurations: files, folders, `-` for standard input, or dumps of `nginx -T`.

    Without a PATH the configuration of this machine's nginx is linted.
    """
    from nginxlint.cli.prepare import prepare
    from nginxlint.cli.settling import by_settings

    targets = _reports(reports)
    if fix or diff or unsafe_fixes or fix_only:
        from nginxlint.cli import fixing

        fixing.check_options(fix=fix, diff=diff, unsafe=unsafe_fixes, only=fix_only)
    fixes = _Fixes(wanted=fix or diff, write=not diff, unsafe=unsafe_fixes, only=fix_only, quiet=quiet)
    # Paths to which different settings apply are runs of their own, reported as one.
    runs = [
        _run(prepare(group, around, wanted), fixes, narrowing, fail_on, included=not paths)
        for group in by_settings(paths, around.stdin_filename, wanted)
    ]
    outcome, options = _together(runs)
    stream = sys.stderr if any(run.on_stdout for run in runs) and not diff else sys.stdout
    if not diff:
        _print(outcome, options, format_, color, quiet, verbose, statistics, show_suppressed, stream)
    for name, path in targets:
        _write(path, render(name, outcome, _report_options(options, show_suppressed=show_suppressed)))
    if diff:
        runs = [run._replace(outcome=run.outcome._replace(findings=())) for run in runs]
    statuses = [_status(run.outcome, run.fail_on) for run in runs]
    context_.exit(max(*statuses, int(diff and any(run.changed for run in runs)), 0))


class _Fixes(NamedTuple):
    """Which fixes are wanted: none, all safe ones, ...; to be written or shown."""

    wanted: bool
    write: bool
    unsafe: bool
    only: tuple[str, ...]
    quiet: bool


class _Run(NamedTuple):
    """One run.

    ``changed`` says that there were fixes, ``on_stdout`` that a fixed text went to standard output.
    """

    outcome: Outcome
    options: Options
    fail_on: str
    changed: bool = False
    on_stdout: bool = False


def _run(
    prepared: Prepared, fixes: _Fixes, narrowing: Narrowing, fail_on: str | None, *, included: bool
) -> _Run:
    from nginxlint.cli.progress import progress

    request, options, settled = prepared
    choices = settled.choices
    changed = on_stdout = False
    plan: Plan | None = None
    if fixes.wanted:
        from nginxlint.cli import fixing
        from nginxlint.lint.fix import fix

        choice = fixing.choice_of(fixes.only, options.all_rules, unsafe=fixes.unsafe, included=included)
        with progress() as shown:
            fixed = fix(request, options, choice, write=fixes.write, progress=shown)
        fixing.say(fixed, wrote=fixes.write, quiet=fixes.quiet)
        outcome, changed, on_stdout = fixed.outcome, bool(fixed.files), fixed.stdin is not None
        if not fixes.write:
            write_bytes(fixing.diff_of(fixed.files), sys.stdout)
        elif fixed.stdin is not None:
            write_bytes(fixed.stdin, sys.stdout)
    else:
        from nginxlint.lint.run import lint

        with progress() as shown:
            outcome, plan = lint(request, options, shown)
    if narrowing.baseline is None and choices is not None:
        narrowing = narrowing._replace(baseline=choices.baseline)
    if any(narrowing):
        outcome = narrow(outcome, plan, request, options, narrowing)
    level = fail_on or (choices and choices.fail_on) or "warning"
    return _Run(outcome, options, level, changed, on_stdout)


def _together(runs: list[_Run]) -> tuple[Outcome, Options]:
    """What several runs found, as one."""
    first, *others = runs
    outcome, options = first.outcome, first.options
    for run in others:
        more = run.outcome
        outcome = outcome._replace(
            findings=(*outcome.findings, *more.findings),
            failures=(*outcome.failures, *more.failures),
            files=outcome.files + more.files,
            suppressed=outcome.suppressed + more.suppressed,
            seconds=outcome.seconds + more.seconds,
            baselined=outcome.baselined + more.baselined,
            silenced=(*outcome.silenced, *more.silenced),
            names=(*outcome.names, *more.names),
        )
        options = options._replace(rules={**options.rules, **run.options.rules})
    return outcome, options


def _status(outcome: Outcome, fail_on: str) -> int:
    for failure in outcome.failures:
        click.echo(f"nginxlint: {plain(failure.message)}", err=True)
    if outcome.failures:
        return 2
    if fail_on == "never":
        return 0
    from nginxlint.lint.finding import Severity
    from nginxlint.lint.run import worst

    found = worst(outcome)
    return int(found is not None and found >= Severity[fail_on.upper()])


# -- reports ---------------------------------------------------------------------------------------


def _reports(values: tuple[str, ...]) -> list[tuple[str, str]]:
    found = []
    for value in values:
        name, separator, path = value.partition("=")
        if not separator or not path or name not in FORMATS:
            raise CommandError(f"--report takes FORMAT=FILE with one of {', '.join(FORMATS)}, not `{value}`")
        found.append((name, path))
    return found


def _print(
    outcome: Outcome,
    options: Options,
    format_: str | None,
    color: str,
    quiet: bool,
    verbose: int,
    statistics: bool,
    show_suppressed: bool,
    stream: TextIO,
) -> None:
    on_github = os.environ.get("GITHUB_ACTIONS") == "true"
    terminal = stream.isatty()
    colored = _colored(color, terminal)
    settings = _report_options(
        options,
        color=colored,
        width=_width(terminal, stream),
        links=colored and terminal,
        verbose=verbose,
        quiet=quiet,
        statistics=statistics,
        show_suppressed=show_suppressed,
        github=on_github,
    )
    names = [format_] if format_ else ["text", "github"] if on_github else ["text"]
    for name in names:
        write_text(render(name, outcome, settings), stream)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if on_github and summary:
        from nginxlint.report.github import step_summary

        with open(summary, "a", encoding="utf-8") as file:
            file.write(step_summary(outcome, settings))


def _write(path: str, text: str) -> None:
    from nginxlint.files.create import create, is_stream

    try:
        if is_stream(path):
            with open(path, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        else:
            # Not through a link: a linted repository may have put one there.
            create(os.path.abspath(path), text.encode("utf-8"))
    except OSError as error:
        raise CommandError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from error


def _report_options(options: Options, **chosen: object) -> ReportOptions:
    from nginxlint.cli.metadata import metadata
    from nginxlint.lint.discovery import repository
    from nginxlint.report import Options as ReportOptions

    cwd = os.getcwd()
    return ReportOptions(
        cwd=cwd,
        base=repository(os.path.realpath(cwd)) or cwd,
        rules=lambda: metadata(options.rules.values()),
        **chosen,  # type: ignore[arg-type]
    )


def _colored(color: str, terminal: bool) -> bool:
    """The flag goes before NO_COLOR, that before FORCE_COLOR, that before the terminal."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    forced = os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE")
    if forced and forced != "0":
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def _width(terminal: bool, stream: TextIO) -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) >= 20:
        return int(columns)
    if not terminal:
        return 100
    try:
        return max(40, os.get_terminal_size(stream.fileno()).columns)
    except OSError:
        return 80
