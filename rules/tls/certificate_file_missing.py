from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Machine, Pair, PemFile


class CertificateFileMissing(Rule):
    """The file of a certificate or key isn't there, or holds something else.

    nginx reads both when it starts, as root, and refuses to start without them: "cannot load
    certificate". A file must be PEM: text with `-----BEGIN CERTIFICATE-----` or `-----BEGIN PRIVATE
    KEY-----` in it.

    How to fix: correct the path, or bring the file in place. A relative path starts from the folder of
    nginx.conf. A file in DER form is converted with `openssl x509 -inform der -in FILE -out FILE.pem`.

    What the user who runs nginxlint may not see is said to be unreadable, not missing. Paths with
    variables are read at each request and not checked.
    """

    id = "certificate-file-missing"
    severity = Severity.ERROR
    host = True
    references = (
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate",
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_certificate_key",
    )

    @on_configuration("ssl_certificate")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        said: set[str] = set()
        for pair in machine.pairs(configuration):
            if pair.is_swapped and pair.key is not None:
                report.about(pair.certificate.reading)
                report(
                    pair.certificate.args[0],
                    f"`{pair.file.path}` is a private key and `{pair.key.args[0]}` a certificate: "
                    "nginx refuses to start",
                    help="Exchange the two paths.",
                    related=[(pair.key, "the certificate is here")],
                )
                continue
            self._check(pair, machine, said, report)

    def _check(self, pair: Pair, machine: Machine, said: set[str], report: Report) -> None:
        wrong = _wrong(pair.file, "certificate")
        wrong_key = None if pair.key_file is None else _wrong(pair.key_file, "private key")
        together = (
            wrong is not None
            and pair.key_file is not None
            and pair.file.problem == pair.key_file.problem == "missing"
            and pair.file.missing == pair.key_file.missing
        )
        if wrong is not None and pair.file.path not in said:
            said.add(pair.file.path)
            related: list[tuple[object, str]] = list(pair.related)
            if together and pair.key is not None:
                said.add(pair.key_file.path if pair.key_file else "")
                related.insert(0, (pair.key, "its key is not there either"))
            report.about(pair.certificate.reading)
            report(
                pair.certificate.args[0],
                wrong,
                help=_advice(pair.file, machine),
                related=related,  # type: ignore[arg-type]
            )
        if wrong_key is not None and pair.key is not None and pair.key_file is not None:
            if pair.key_file.path in said:
                return
            said.add(pair.key_file.path)
            report.about(pair.key.reading)
            report(pair.key.args[0], wrong_key, help=_advice(pair.key_file, machine))
        self._unseen(pair, said, report)

    def _unseen(self, pair: Pair, said: set[str], report: Report) -> None:
        for file, directive in ((pair.file, pair.certificate), (pair.key_file, pair.key)):
            if file is None or directive is None or file.problem != "unknown":
                continue
            if "denied" not in file.reason or file.path in said:
                continue
            said.add(file.path)
            if file is pair.key_file and pair.file.problem == "unknown":
                continue
            if file is pair.key_file:
                # A key that an ordinary user can't read is as it should be.
                continue
            report.about(directive.reading)
            report(
                directive.args[0],
                f"`{file.path}` can't be read by you, so nothing in it was checked",
                help="nginx reads it as root. Run nginxlint as a user who may read it.",
                severity=Severity.INFO,
            )


def _wrong(file: PemFile, what: str) -> str | None:
    """What is wrong with a file that should hold a certificate or key."""
    refuses = "nginx refuses to start"
    match file.problem:
        case "missing":
            return f"the {what} `{file.path}` is not there: {refuses}"
        case "folder":
            return f"`{file.path}` is a folder, not a {what}: {refuses}"
        case "special":
            return f"`{file.path}` is no regular file: {refuses}, or waits without end"
        case "unknown":
            return None
    if not file.text:
        return f"`{file.path}` is empty: {refuses}"
    wanted = file.key is not None if what == "private key" else _has_certificate(file)
    if not wanted:
        found = "DER, not PEM" if file.text[:1] == b"\x30" else f"holds no {what}"
        verb = "is in " if found.startswith("DER") else ""
        return f"`{file.path}` {verb}{found}: {refuses}"
    if what == "certificate" and file.is_broken:
        return f"a certificate in `{file.path}` is damaged: {refuses}"
    return None


def _has_certificate(file: PemFile) -> bool:
    return any(block.is_certificate for block in file.blocks)


def _advice(file: PemFile, machine: Machine) -> str:
    if file.problem == "missing":
        goal = machine.link(file.path)
        if goal is not None:
            return f"`{file.path}` is a link to `{goal}`, which is not there."
        if file.missing != file.path:
            near = machine.near(file.missing)
            if near:
                return f"Did you mean `{near[0] + file.path[len(file.missing) :]}`?"
            return f"Even `{file.missing}` is not there. Correct the path, or bring the file in place."
        near = machine.near(file.path)
        return f"Did you mean `{near[0]}`?" if near else "Correct the path, or bring the file in place."
    if file.text[:1] == b"\x30":
        return (
            f"Convert it with `openssl x509 -inform der -in {file.path} -out FILE.pem`, or name the PEM file."
        )
    return "Name the PEM file that was meant."
