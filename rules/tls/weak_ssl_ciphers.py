from __future__ import annotations

from nginxlint.rule import (
    INTERMEDIATE_CIPHERS,
    Configuration,
    Directive,
    Edit,
    Report,
    Rule,
    Severity,
    below_tls13,
    cipher_suites,
    on_configuration,
    tls_holds_in,
    tls_lines,
)


class WeakSslCiphers(Rule):
    """`ssl_ciphers` lets a cipher suite in that can be broken.

    The list is read as OpenSSL reads it: what it takes out again counts as out, and a class such as `HIGH`
    stands for what it means today. What may get in: RC4, DES, 3DES, RC2, IDEA, SEED, MD5, keys of 40 bits
    ("export"), no encryption at all. Today's OpenSSL is mostly built without them; another build, or
    `@SECLEVEL=0`, brings them back. Suites that do not prove who the server is (`aNULL`) are only
    information, since OpenSSL does not use them above security level 0.

    How to fix: name the suites that you want. The list that Mozilla calls "intermediate" works with all
    browsers since 2014.

    When to ignore: if old devices must connect, on an address of their own.
    """

    id = "weak-ssl-ciphers"
    severity = Severity.WARNING
    fix = "unsafe"
    references = (
        "https://wiki.mozilla.org/Security/Server_Side_TLS",
        "https://www.rfc-editor.org/rfc/rfc9325#section-4",
    )

    @on_configuration("ssl_ciphers")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line in tls_lines(configuration, "ssl_ciphers"):
            if below_tls13(configuration, line):
                unused = configuration.context == "main" and not tls_holds_in(configuration, line)
                _check_line(line, report, unused)


def _check_line(line: Directive, report: Report, unused: bool) -> None:
    text = line.args[0]
    weak = [
        (suite, word)
        for suite, word in (cipher_suites(str(text)) or {}).items()
        if suite.is_usable and suite.weakness
    ]
    broken = [(suite, word) for suite, word in weak if suite.authentication != "NULL"]
    anonymous = not broken and "SECLEVEL=0" not in text
    if not weak:
        return
    (suite, word), *more = sorted(broken or weak, key=lambda pair: pair[1].start)
    names = text[word.start : word.end]
    report.about(line.reading)
    report(
        text.part(word.start, word.end),
        (f"`{names}` lets `{suite.name}` in, which" if word.is_group else f"`{names}`")
        + f" {suite.weakness}"
        + (", if OpenSSL is built with it" if suite.is_old else "")
        + (f"; there are {len(more) + 1} weak suites in the list" if more else ""),
        help=f"Name the suites that you want: `{INTERMEDIATE_CIPHERS}`."
        if broken
        else "Add `:!aNULL` to the list.",
        severity=Severity.INFO if anonymous or unused else None,
        fix=report.fix(
            "write Mozilla's intermediate list", Edit.replace(text.span, f'"{INTERMEDIATE_CIPHERS}"')
        ),
    )
