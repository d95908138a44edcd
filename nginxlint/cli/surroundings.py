"""What the options of a command mean on this machine."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from nginxlint.cli.errors import CommandError
from nginxlint.config.contexts import UnknownContextError, context_of
from nginxlint.config.given import Request
from nginxlint.config.plan import LIVE_PREFIXES, live_prefix
from nginxlint.nginx.dialect import Dialect, dialect
from nginxlint.nginx.version import NEWEST, Version

if TYPE_CHECKING:
    from nginxlint.host.binary import Binary
    from nginxlint.host.machine import Settings


def request_for(
    paths: tuple[str, ...],
    *,
    root: str | None,
    prefix: str | None,
    main: str | None,
    context: str | None,
    stdin_filename: str | None,
    allow_outside: bool,
) -> Request:
    """The request that a command line makes. Raises ``CommandError`` for what cannot be."""
    cwd = os.getcwd()
    for name, folder in (("--root", root), ("--prefix", prefix)):
        if folder is not None and not os.path.isdir(folder):
            raise CommandError(f"{name}: {folder}: no such folder")
    if main is not None and not os.path.isfile(main):
        raise CommandError(f"--main: {main}: no such file")
    try:
        place = None if context is None else context_of(context)
    except UnknownContextError as error:
        raise CommandError(f"--context: {error}") from error
    stdin = None
    if "-" in paths:
        stdin = sys.stdin.buffer.read()
    return Request(
        paths=paths,
        cwd=cwd,
        root=root,
        prefix=prefix,
        main=main,
        context=place,
        allow_outside=allow_outside,
        stdin=stdin,
        stdin_name=stdin_filename or "<stdin>",
    )


def paths_or_own(paths: tuple[str, ...], *, root: str | None, main: str | None) -> tuple[str, ...]:
    """The paths to lint; with none this machine's configuration. Raises ``CommandError`` if there is none."""
    return paths or (_own_configuration(root, main),)


def _own_configuration(root: str | None, main: str | None) -> str:
    """The nginx.conf to lint when none is named."""
    if main is not None:
        return main
    if root is not None:
        path = os.path.join(root, "etc/nginx/nginx.conf")
        if os.path.isfile(path):
            return path
        raise CommandError(f"no nginx configuration found: {path} is not there")
    for folder in LIVE_PREFIXES:
        path = os.path.join(folder, "nginx.conf")
        if os.path.isfile(path):
            return path
    found = _binary()
    if found is not None and found.conf_path and os.path.isfile(found.conf_path):
        return found.conf_path
    raise CommandError(
        "no nginx configuration found on this machine; name a file or a folder: nginxlint PATH"
    )


def _binary() -> Binary | None:
    from nginxlint.host.binary import find_binary

    return find_binary()


def asking(
    *, as_user: str | None, connect: bool | None, connect_all: bool, now: str | None
) -> Settings | None:
    """How the machine is to be asked, ``None`` if nothing is said about it. Raises ``CommandError``."""
    if as_user is None and connect is None and not connect_all and now is None:
        return None
    from datetime import datetime, timezone

    from nginxlint.host.machine import Settings

    moment = None
    if now is not None:
        try:
            moment = datetime.fromisoformat(now.replace("Z", "+00:00"))
        except ValueError:
            raise CommandError(
                f"--now takes a date such as 2030-01-31 or 2030-01-31T12:00, not `{now}`"
            ) from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
    return Settings(now=moment, as_user=as_user, connect=connect, connect_all=connect_all)


def dialect_for(request: Request, version: str | None) -> Dialect:
    """The nginx to answer for: the one asked for, this machine's for its own files, else the newest known."""
    if version is not None:
        try:
            return dialect(Version.parse(version))
        except ValueError as error:
            raise CommandError(f"--nginx-version: {error}") from error
    if request.root is None and live_prefix(request.named_paths()):
        binary = _binary()
        if binary is not None:
            return dialect(binary.version)
    return dialect(NEWEST)
