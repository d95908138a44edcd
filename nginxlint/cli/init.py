"""``nginxlint init``: look at a repository and write settings that suit it."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING, NamedTuple

import click

from nginxlint.cli.errors import CommandError, plain
from nginxlint.lint import discovery

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.plan import Plan

_IMAGE = re.compile(
    rb"(?:^|[\s/\"'])nginx(?:-unprivileged)?:(\d+\.\d+(?:\.\d+)?)(?=[-@\s\"']|$)", re.MULTILINE
)
_IMAGE_FILES = re.compile(r"(?:^|[.-])(?:dockerfile|containerfile)|compose.*\.ya?ml$", re.IGNORECASE)
_SKIPPED = frozenset({"node_modules", "venv", "__pycache__"})
_MOST_FILES = 20_000
"""Files that are looked at for images of nginx."""


class Seen(NamedTuple):
    """What a repository shows: paths are relative to it."""

    files: int = 0
    mains: tuple[str, ...] = ()
    main: str | None = None
    version: str | None = None
    modules: tuple[str, ...] = ()
    path_map: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    findings: int = 0


@click.command("init", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", default=".", metavar="[FOLDER]", type=click.Path(exists=True, file_okay=False))
@click.option("--print", "show", is_flag=True, help="Print the settings and write nothing.")
def command(folder: str, show: bool) -> None:
    """Look at the repository in FOLDER and write a .nginxlint.toml that suits it."""
    root = os.path.realpath(folder)
    path = os.path.join(root, discovery.OWN)
    if not show and os.path.lexists(path):
        raise CommandError(f"{os.path.relpath(path)} is there already; `--print` shows what would be written")
    seen = look(root)
    text = settings_text(seen)
    if show:
        click.echo(text, nl=False)
        return
    from nginxlint.files.create import create

    try:
        create(path, text.encode())
    except OSError as error:
        raise CommandError(f"{path}: {(error.strerror or 'cannot be written').lower()}") from error
    files = "1 file" if seen.files == 1 else f"{seen.files:,} files"
    click.echo(f"Wrote {plain(os.path.relpath(path))}, having seen {files} of nginx's.")
    where = plain(folder)
    if seen.findings:
        many = "1 finding" if seen.findings == 1 else f"{seen.findings:,} findings"
        click.echo(f"There are {many} now: `nginxlint {where}` shows them,")
        click.echo(f"`nginxlint baseline {where}` remembers them, so that only new ones are reported.")
    else:
        click.echo(f"There are no findings now: `nginxlint {where}` keeps it so.")


def look(root: str) -> Seen:
    """What the repository in a real folder shows."""
    from nginxlint.config.given import Request
    from nginxlint.config.plan import make_plan
    from nginxlint.lint.index import built_in
    from nginxlint.lint.run import Options, lint
    from nginxlint.nginx.dialect import dialect

    rules = built_in([])
    nginx = dialect()
    plan = make_plan(Request((root,), root), nginx)
    mapped = tuple(sorted(_mapped(plan, root)))
    request = Request(
        (root,), root, path_map=tuple((there, os.path.join(root, here)) for there, here in mapped)
    )
    run = lint(request, Options({key: rule for key, rule in rules.items() if rule.default}, rules, nginx))
    mains = [
        os.path.relpath(configuration.readings[0].document.source.path or "", root)
        for configuration in run.plan.configurations
        if configuration.context == "main" and configuration.readings
    ]
    modules, unknown = _modules(run.plan)
    return Seen(
        files=run.outcome.files,
        mains=tuple(mains),
        main=_needed_main(run.plan, mains, root),
        version=_version(root),
        modules=modules,
        path_map=mapped,
        unknown=unknown,
        findings=len(run.outcome.findings),
    )


def _needed_main(plan: Plan, mains: list[str], root: str) -> str | None:
    """The one nginx.conf, if there are fragments beside its folder, which would not find it upwards."""
    if len(mains) != 1:
        return None
    folder = os.path.dirname(os.path.join(root, mains[0])) + os.sep
    loose = [
        configuration
        for configuration in plan.configurations
        if configuration.context != "main" and configuration.readings
    ]
    outside = any(
        not (configuration.readings[0].document.source.path or "").startswith(folder)
        for configuration in loose
    )
    return mains[0] if outside else None


def _mapped(plan: Plan, root: str) -> Iterator[tuple[str, str]]:
    """Folders that are included and not here, with the one folder here that seems to be meant."""
    folders = list(_folders(root))
    for configuration in plan.configurations:
        for unread in configuration.unread:
            written = str(unread.include.args[0])
            there, _, name = written.rpartition("/")
            if unread.reason not in ("outside", "empty", "missing") or not there or not name:
                continue
            base = there.rpartition("/")[2]
            if any(char in there for char in "*?[$"):
                continue
            wanted = ("sites-available",) if base == "sites-enabled" else (base,)
            found = [folder for folder in folders if os.path.basename(folder) in wanted]
            if len(found) == 1:
                yield there, found[0].replace(os.sep, "/")


def _folders(root: str) -> Iterator[str]:
    """The folders of a repository, relative to it; hidden ones and those of packages left out."""
    for path, names, _ in os.walk(root):
        names[:] = sorted(name for name in names if not name.startswith(".") and name not in _SKIPPED)
        if path != root:
            yield os.path.relpath(path, root)


def _modules(plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The modules beyond nginx's own that are used, and the names that nobody knows."""
    from nginxlint.lint.checks import DIRECTIVE_CONTEXTS

    modules: set[str] = set()
    unknown: set[str] = set()
    for configuration in plan.configurations:
        for directive in configuration.walk():
            if directive.context not in DIRECTIVE_CONTEXTS:
                continue
            name = str(directive.name)
            if name == "load_module" and directive.args:
                modules.add(os.path.basename(str(directive.args[0])).removesuffix(".so"))
                continue
            facts = configuration.dialect.facts(name)
            if not facts and re.fullmatch(r"[a-z][a-z0-9_]*", name):
                unknown.add(name)
            elif facts and all(fact.source.startswith("third-party:") for fact in facts):
                sources = {fact.module for fact in facts}
                if len(sources) == 1:
                    modules |= sources
    return tuple(sorted(modules)), tuple(sorted(unknown))


def _version(root: str) -> str | None:
    """The version of nginx that Dockerfiles and compose files name, if they agree."""
    versions: set[str] = set()
    looked = 0
    for path, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        for name in names:
            looked += 1
            if looked > _MOST_FILES:
                return None
            if _IMAGE_FILES.search(name):
                file = os.path.join(path, name)
                if os.path.islink(file):
                    continue
                try:
                    text = discovery.read(file)
                except OSError:
                    continue
                versions.update(match.decode() for match in _IMAGE.findall(text))
    return versions.pop() if len(versions) == 1 else None


def settings_text(seen: Seen) -> str:
    """A settings file that says what was seen."""
    lines = [
        "# Settings of nginxlint: `nginxlint config show` says what applies where.",
        "",
        "# minimal: what breaks the site. recommended. strict: also policy. all: every rule.",
        'profile = "recommended"',
    ]
    if seen.version is not None:
        lines += [
            "",
            "# As the images of this repository say.",
            f"nginx-version = {json.dumps(seen.version)}",
        ]
    else:
        lines += [
            "",
            "# The nginx that will read these files; without it the newest is meant.",
            '# nginx-version = "1.26"',
        ]
    if seen.main is not None:
        lines += ["", "# The nginx.conf that includes the other files.", f"main = {json.dumps(seen.main)}"]
    if seen.modules:
        listed = ", ".join(map(json.dumps, seen.modules))
        lines += ["", "# Modules beyond nginx's own.", f"modules = [{listed}]"]
    lines += ["", "# Files that are not nginx's, or not yours.", '# exclude = ["vendor/"]']
    if seen.path_map:
        lines += ["", "# Where folders of the server lie in this repository.", "[path-map]"]
        lines += [f"{json.dumps(there)} = {json.dumps(here)}" for there, here in seen.path_map]
    if seen.unknown:
        lines += [
            "",
            "# Names that nginxlint doesn't know. If they are directives of a module of yours, say so:",
        ]
        for name in seen.unknown[:10]:
            lines += [f"# [directives.{name}]", '# contexts = ["http", "server", "location"]']
    return "\n".join(lines) + "\n"
