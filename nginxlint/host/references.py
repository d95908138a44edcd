"""Files and folders that nginx opens when it starts, apart from certificates."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nginxlint.config.inherit import effective, value
from nginxlint.host.tls import file_named, tls_servers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nginxlint.config.configuration import Configuration
    from nginxlint.host.machine import Machine
    from nginxlint.syntax.tree import Directive

Holds = Literal["certificate", "key", "revocations", "ticket", "anything", "folder"]

_TEMPORARY = (
    "client_body_temp_path",
    "proxy_temp_path",
    "fastcgi_temp_path",
    "uwsgi_temp_path",
    "scgi_temp_path",
    "proxy_cache_path",
    "fastcgi_cache_path",
    "uwsgi_cache_path",
    "scgi_cache_path",
)
"""nginx makes the last folder of these, not those before it (ngx_create_paths in src/core/ngx_file.c)."""

_TO_UPSTREAM: tuple[tuple[str, str, str], ...] = (
    ("proxy", "proxy_pass", "https://"),
    ("grpc", "grpc_pass", "grpcs://"),
    ("uwsgi", "uwsgi_pass", "suwsgi://"),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A file that is opened at the start: ``holds`` is what it must hold. For a ``folder`` it is the one
    that nginx makes itself, if the folder before it is there."""

    line: Directive
    path: str
    holds: Holds


def references(configuration: Configuration, machine: Machine) -> Iterator[Reference]:
    """All files that are certainly opened at the start, each line once."""
    seen: set[int] = set()
    for one in (
        *_of_servers(configuration),
        *_to_upstreams(configuration),
        *_modules(configuration, machine),
        *_folders(configuration, machine),
    ):
        if id(one.line.name) not in seen:
            seen.add(id(one.line.name))
            yield one


def _of_servers(configuration: Configuration) -> Iterator[Reference]:
    """What ngx_http_ssl_merge_srv_conf loads for a server that has a certificate."""
    for server in tls_servers(configuration):
        if not server.effective("ssl_certificate"):
            continue
        verifies = [str(line.args[0]) for line in server.effective("ssl_verify_client") if line.args]
        wanted: list[tuple[str, Holds]] = [
            ("ssl_trusted_certificate", "certificate"),
            ("ssl_crl", "revocations"),
            ("ssl_session_ticket_key", "ticket"),
        ]
        if verifies and verifies[-1] != "off":
            wanted.append(("ssl_client_certificate", "certificate"))
        if server.switched_on("ssl_stapling"):
            wanted.append(("ssl_stapling_file", "anything"))
        for name, holds in wanted:
            for line in server.effective(name):
                path = file_named(configuration, line)
                if path is not None:
                    yield Reference(line, path, holds)
    # Read where it is met, used or not: ngx_ssl_read_password_file.
    for line in configuration.named(
        "ssl_password_file", *(f"{one[0]}_ssl_password_file" for one in _TO_UPSTREAM)
    ):
        path = file_named(configuration, line)
        if path is not None:
            yield Reference(line, path, "anything")


def _to_upstreams(configuration: Configuration) -> Iterator[Reference]:
    """What ngx_http_proxy_set_ssl and its kin load for a location that passes to TLS."""
    for prefix, name, scheme in _TO_UPSTREAM:
        for passing in configuration.named(name):
            block = passing.parent
            if block is None or not passing.args or not passing.args[0].lower().startswith(scheme):
                continue
            wanted: list[tuple[str, Holds]] = [
                ("certificate", "certificate"),
                ("certificate_key", "key"),
            ]
            if value(configuration, block, f"{prefix}_ssl_verify") == "on":
                wanted += [("trusted_certificate", "certificate"), ("crl", "revocations")]
            for kind, holds in wanted:
                for line in effective(configuration, block, f"{prefix}_ssl_{kind}"):
                    path = file_named(configuration, line)
                    if path is not None:
                        yield Reference(line, path, holds)


def _modules(configuration: Configuration, machine: Machine) -> Iterator[Reference]:
    for line in configuration.named("load_module", "xslt_stylesheet", "xml_entities"):
        if line.args and "$" not in line.args[0]:
            path = machine.full(configuration, str(line.args[0]))
            if path is not None:
                yield Reference(line, path, "anything")
    for line in configuration.named("geoip_country", "geoip_city", "geoip_org"):
        # The library opens the word as it is; what isn't absolute depends on where nginx was started.
        if line.args and line.args[0].startswith("/"):
            yield Reference(line, str(line.args[0]), "anything")


def _folders(configuration: Configuration, machine: Machine) -> Iterator[Reference]:
    for line in configuration.named(*_TEMPORARY):
        if not line.args or "$" in line.args[0] or line.args[0] == "off":
            continue
        path = machine.full(configuration, str(line.args[0]))
        if path is not None and not _is_made_at_boot(path, machine):
            yield Reference(line, os.path.normpath(path), "folder")


# -- logs ------------------------------------------------------------------------------------------


def logs(configuration: Configuration, machine: Machine) -> Iterator[tuple[Directive, str]]:
    """The files that are opened for writing at the start: logs, the pid and the lock, with their lines."""
    for line in configuration.named("access_log", "error_log", "pid", "lock_file"):
        if not line.args:
            continue
        word = str(line.args[0])
        if word in ("off", "stderr") or "$" in word or word.startswith(("syslog:", "memory:")):
            continue
        path = machine.full(configuration, word)
        if path is None or path.startswith(("/dev/", "/proc/")) or _is_made_at_boot(path, machine):
            continue
        yield line, path


def _is_made_at_boot(path: str, machine: Machine) -> bool:
    """Whether the folder of a path may be there only while the machine runs: file-hierarchy(7)."""
    return not machine.live and path.startswith(("/run/", "/var/run/"))
