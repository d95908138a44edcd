"""What every command that lints does first: rules, settings, and what its options mean here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from nginxlint.cli.selection import all_rules
from nginxlint.cli.settling import Settled, settle
from nginxlint.cli.surroundings import asking, dialect_for, paths_or_own, request_for
from nginxlint.lint.run import Options

if TYPE_CHECKING:
    from nginxlint.cli.options import Around
    from nginxlint.cli.settling import Wanted
    from nginxlint.config.given import Request


class Prepared(NamedTuple):
    """What to lint and how, and the settings that apply."""

    request: Request
    options: Options
    settled: Settled


def prepare(paths: tuple[str, ...], around: Around, wanted: Wanted) -> Prepared:
    """Make sense of a command line. Raises ``CommandError``."""
    rules, failures = all_rules(around.rules_dir)
    named = paths_or_own(paths, root=around.root, main=around.main)
    settled = settle(named, around.stdin_filename, wanted, rules)
    choices = settled.choices
    prefix, main, version = around.prefix, around.main, around.nginx_version
    if choices is not None:
        prefix = prefix or choices.prefix
        version = version or choices.nginx_version
        if around.context is None:
            main = main or choices.main
    request = settled.request(
        request_for(
            named,
            root=around.root,
            prefix=prefix,
            main=main,
            context=around.context,
            stdin_filename=around.stdin_filename,
            allow_outside=around.allow_outside,
        )
    )
    if around.skip_others:
        request = request._replace(skip_others=True)
    options = Options(
        rules=settled.rules,
        all_rules=rules,
        dialect=settled.dialect(dialect_for(request, version)),
        host=around.host,
        allow_empty=around.allow_empty,
        asking=asking(
            as_user=around.as_user,
            connect=around.connect,
            connect_all=around.connect_all,
            now=around.now,
        ),
        failures=tuple(failures),
        policy=settled.policy,
    )
    return Prepared(request, options, settled)
