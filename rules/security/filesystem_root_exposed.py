from __future__ import annotations

from posixpath import normpath

from nginxlint.rule import Directive, Report, Rule, Severity, location_of, on


class FilesystemRootExposed(Rule):
    """A `root` or `alias` hands out the whole file system, or a system folder.

    With `root /;` a request for `/etc/passwd` gets that file, and so it is for every other file that nginx
    may read: keys, databases, logs. `/etc`, `/root`, `/home`, `/var`, `/proc` and their like are no places
    for web content either.

    How to fix: name the folder that holds the site, such as `/srv/www/example`.

    When to ignore: in a chroot or container that holds nothing but the site.
    """

    id = "filesystem-root-exposed"
    severity = Severity.WARNING
    references = ("https://cwe.mitre.org/data/definitions/552.html",)

    @on("root", "alias")
    def check(self, line: Directive, report: Report) -> None:
        if not line.args or not line.args[0].startswith("/") or "$" in line.args[0]:
            return
        path = str(line.args[0])
        if line.name == "alias" and not _reaches(line, path):
            return
        folder = "/" + normpath(path).lstrip("/")
        if folder not in _SYSTEM or (folder != "/" and ".." in path):
            return
        example = _SYSTEM[folder]
        asked = _request(line, folder, example)
        report(
            line.args[0],
            f"`{line.name} {path}` serves "
            + ("the whole file system" if folder == "/" else f"the system's `{folder}`")
            + (f": `GET {asked}` reads {example}" if asked else ""),
            help="Name the folder that holds the site.",
        )


_SYSTEM = {
    "/": "/etc/passwd",
    "/etc": "/etc/passwd",
    "/root": "/root/.ssh/id_rsa",
    "/home": "the files of every account",
    "/var": "/var/log and /var/backups",
    "/proc": "/proc/self/environ",
    "/sys": "/sys",
    "/usr": "/usr",
    "/opt": "/opt",
}


def _reaches(alias: Directive, path: str) -> bool:
    """Whether paths of folders can be made by adding to the alias: only below a prefix location."""
    location = alias.within("location")
    meaning = None if location is None else location_of(location)
    if meaning is None or meaning.kind != "prefix":
        return False
    return path.endswith("/") or not meaning.name.endswith("/")


def _request(line: Directive, folder: str, example: str) -> str | None:
    """The path to ask for to get the example file, ``None`` if it takes more to say."""
    if " " in example:
        return None
    rest = example[len(folder.rstrip("/")) :]
    if line.name == "root":
        return rest
    location = line.within("location")
    prefix = str(location.args[-1]) if location is not None else ""
    return prefix.rstrip("/") + rest
