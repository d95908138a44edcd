"""Which files of a folder are nginx configuration."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SITE_FOLDERS = frozenset({"sites-enabled", "sites-available", "conf.d"})
"""Folders whose files are configuration whatever they are called."""

_LEFTOVERS = re.compile(
    r"(?:^\.|~$|\.(?:bak|orig|rej|save|swp|swo|old|disabled|rpmsave|rpmnew|dpkg-\w+|ucf-\w+)$|^#.*#$)",
    re.IGNORECASE,
)
_OTHER_FORMATS = frozenset(
    """
    .7z .bash .bin .bz2 .c .cer .cfg .class .cpp .crl .crt .csr .css .csv .db .der .doc .docx .gif
    .go .gz .h .htm .html .ico .ini .jar .java .jpeg .jpg .js .json .key .less .lock .log .lua .map
    .md .mk .mp4 .otf .p12 .pdf .pem .pfx .php .pl .pm .png .po .properties .ps1 .py .pyc .rb .rs
    .rst .scss .service .sh .so .socket .sql .sqlite .srl .svg .tar .tf .tgz .toml .ts .tsv .ttf
    .txt .vue .wasm .webp .woff .woff2 .xml .xz .yaml .yml .zip .zst
    """.split()  # noqa: SIM905 - one word a format, easier to read and to extend
)
_TEMPLATES = frozenset(
    {".j2", ".jinja", ".jinja2", ".erb", ".tmpl", ".tpl", ".template", ".ctmpl", ".epp", ".mustache"}
)
_USUAL = frozenset({".conf", ".nginx", ".vhost", ".inc", ".types", ".snippet"})
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "venv", "site-packages"})
_OTHER_FOLDERS = frozenset(
    [
        "apache2",
        "bin",
        "cron.d",
        "cron.daily",
        "cron.hourly",
        "cron.monthly",
        "cron.weekly",
        "fail2ban",
        "httpd",
        "init.d",
        "logrotate.d",
        "php-fpm.d",
        "sbin",
        "sudoers.d",
        "supervisor",
        "systemd",
    ]
)
"""Folders of other programs' files, which speak of nginx now and then."""
_OTHER_NAMES = re.compile(
    r"^(?:(?:Docker|Container|Make|Vagrant|Jenkins|Gem|Proc|Rake|Brew|Cap|Just|Tilt)file"
    r"|LICENSE|README|COPYING|AUTHORS|CHANGELOG|NOTICE)\b",
    re.IGNORECASE,
)
_PROGRAM = re.compile(r"\ufeff?\s*(?:#!|<\?(?:php|xml)|<!DOCTYPE|<html)", re.IGNORECASE)
_FOREIGN_LINE = re.compile(r"^[ \t]*(?:(?:fi|done|esac)[ \t\r]*$|%\{)", re.MULTILINE)
"""The end of a shell's block, or a line of Terraform's templates."""
_OPENER = re.compile(r"^[ \t]*([a-z_]+)\b[^\n;{}#]*\{[ \t\r]*$", re.MULTILINE)
_BLOCKS = frozenset(
    [
        "acme_issuer",
        "charset_map",
        "events",
        "geo",
        "http",
        "if",
        "keyval_zone",
        "limit_except",
        "location",
        "mail",
        "map",
        "match",
        "oidc_provider",
        "otel_exporter",
        "rtmp",
        "server",
        "split_clients",
        "stream",
        "types",
        "upstream",
        "application",
    ]
)
_FIRST_WORD = re.compile(r"^[ \t]*([a-z_][a-z0-9_]*)(?=[ \t{;])[^\n]*", re.MULTILINE)
_LOOK_AT = 64 * 1024


def is_leftover(name: str) -> bool:
    """Whether an editor, a package manager or a person left this file behind: ``site~``, ``.site.swp``,
    ``site.bak``.
    """
    return bool(_LEFTOVERS.search(name))


def candidates(folder: str) -> Iterator[str]:
    """The regular files below a folder, symlinks to files included, that may be configuration.

    Folders are not followed through symlinks, so the walk ends. Hidden files, leftovers and other formats
    are passed over.
    """
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS
        )
        for name in sorted(names):
            file = os.path.join(path, name)
            if may_be_configuration(file):
                yield file


def may_be_configuration(file: str) -> bool:
    """Whether a file's name and kind allow that it is configuration. In folders of sites dead links count."""
    folder, name = os.path.split(file)
    if is_leftover(name):
        return False
    sites = os.path.basename(folder) in SITE_FOLDERS
    if not sites:
        if os.path.splitext(name)[1].lower() in _OTHER_FORMATS or _OTHER_NAMES.match(name):
            return False
        if os.path.basename(folder) in _OTHER_FOLDERS:
            return False
    try:
        return stat.S_ISREG(os.stat(file).st_mode)
    except OSError:
        return os.path.islink(file) and sites


def certain(path: str) -> bool:
    """Whether a file's place says that it is nginx configuration, whatever it holds."""
    folder = os.path.basename(os.path.dirname(path))
    return folder in ("sites-enabled", "sites-available") or os.path.basename(path) == "nginx.conf"


def holds_configuration(path: str, text: str, known: Callable[[str], bool]) -> bool:
    """Whether a file of a folder is nginx configuration: its place says so, or its text."""
    return certain(path) or looks_like_nginx(path, text, known)


def looks_like_nginx(path: str, text: str, known: Callable[[str], bool]) -> bool:
    """Whether a text is nginx configuration, judged by the words its lines begin with.

    ``known`` says whether a word is the name of a directive. Usual names need half of the lines to begin
    with one, others three quarters; most blocks must be nginx's. Programs are none.
    """
    text = text[:_LOOK_AT]
    if _PROGRAM.match(text) or _FOREIGN_LINE.search(text):
        return False
    openers = [match[1] for match in _OPENER.finditer(text)]
    if sum(1 for word in openers if word in _BLOCKS) * 2 < len(openers):
        return False
    words = [match[1] for match in _FIRST_WORD.finditer(text) if "{" in match[0] or ";" in match[0]]
    if not words:
        return False
    hits = sum(1 for word in words if known(word))
    folder, name = os.path.split(path)
    stem, suffix = os.path.splitext(name)
    if suffix.lower() in _TEMPLATES:
        suffix = os.path.splitext(stem)[1]
    share = (
        0.5 if suffix.lower() in _USUAL or "nginx" in f"{os.path.basename(folder)}/{name}".lower() else 0.75
    )
    return hits >= share * len(words)
