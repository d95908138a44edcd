from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    below_tls13,
    cipher_suites,
    on_configuration,
    tls_lines,
)


class NoForwardSecrecy(Rule):
    """`ssl_ciphers` lets connections be made that can be read later with the server's key.

    With the suites whose names begin with `AES`, `CAMELLIA` and the like (OpenSSL calls the group `kRSA`) the
    client encrypts the secret with the key of the certificate. Whoever records the traffic and gets hold of
    that key, years later, reads all of it; the way the server answers has also been attacked time and again
    (ROBOT). With `ECDHE` each connection has a key of its own.

    It is a warning where the list has no other suites, otherwise information: browsers then choose better
    ones.

    How to fix: name suites that begin with `ECDHE-`, or take the group `kRSA` out of the list.

    When to ignore: if old devices must connect that know nothing else.
    """

    id = "no-forward-secrecy"
    severity = Severity.WARNING
    references = ("https://www.rfc-editor.org/rfc/rfc9325#section-4.1",)

    @on_configuration("ssl_ciphers")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line in tls_lines(configuration, "ssl_ciphers"):
            if below_tls13(configuration, line):
                _check_line(line, report)


def _check_line(line: Directive, report: Report) -> None:
    text = line.args[0]
    enabled = {
        suite: word
        for suite, word in (cipher_suites(str(text)) or {}).items()
        if suite.is_usable and not suite.weakness
    }
    static = [(suite, word) for suite, word in enabled.items() if suite.exchange == "RSA"]
    if not static:
        return
    (suite, word), *more = sorted(static, key=lambda pair: pair[1].start)
    alone = not any(one.has_forward_secrecy for one in enabled)
    names = text[word.start : word.end]
    report.about(line.reading)
    report(
        text.part(word.start, word.end),
        (f"`{names}` lets `{suite.name}` in" if word.is_group else f"`{names}` stands in the list")
        + (f" and {len(more)} like it" if more else "")
        + (", and nothing with forward secrecy" if alone else ", without forward secrecy")
        + ": recorded traffic can be read by whoever gets the server's key later",
        help="Name suites that begin with `ECDHE-`." if alone else "Add `:!kRSA` to the list.",
        severity=None if alone else Severity.INFO,
    )
