from __future__ import annotations

from nginxlint.rule import (
    TLS_GROUPS,
    Configuration,
    Directive,
    Edit,
    Report,
    Rule,
    Severity,
    TlsGroup,
    nearest_word,
    on_configuration,
    tls_groups,
    tls_lines,
)


class EcdhCurveUnsupported(Rule):
    """`ssl_ecdh_curve` names a group that OpenSSL may not know, or one with short keys.

    One name that OpenSSL does not know is enough: it refuses the whole list, and nginx does not start. The
    groups against quantum computers (`X25519MLKEM768` and the like) came with OpenSSL 3.5, so they stop
    nginx on Debian 12, Ubuntu 24.04 or RHEL 9. From OpenSSL 3.3 on, a `?` before a name has it passed over
    where it is unknown. The drafts with `Kyber` were never in OpenSSL.

    Groups with keys of less than 256 bits are weak; from 224 bits on this is only information.

    How to fix: leave the name out, or with OpenSSL 3.3 and newer put a `?` before it. With OpenSSL 3.5 and
    newer leave the whole line out: these groups are on by default.

    When to ignore: if all machines with this configuration have OpenSSL 3.5 or newer.
    """

    id = "ecdh-curve-unsupported"
    severity = Severity.WARNING
    fix = "unsafe"
    references = (
        "https://nginx.org/en/docs/http/ngx_http_ssl_module.html#ssl_ecdh_curve",
        "https://docs.openssl.org/3.5/man3/SSL_CTX_set1_curves/",
    )

    @on_configuration("ssl_ecdh_curve")
    def check(self, configuration: Configuration, report: Report) -> None:
        for line in tls_lines(configuration, "ssl_ecdh_curve"):
            found = [group for group in tls_groups(line.args[0]) if not group.is_optional]
            for kind in ("unknown", "gone", "new", "weak"):
                named = [group for group in found if group.kind == kind]
                if named:
                    _report(line, named, report)
                    break


def _report(line: Directive, named: list[TlsGroup], report: Report) -> None:
    first, text = named[0], line.args[0]
    names = " and ".join(f"`{group.name}`" for group in named)
    fix = None
    severity = None
    match first.kind:
        case "new":
            message = f"OpenSSL knows {names} from 3.5 on: with an older one nginx refuses to start"
            advice = "Put a `?` before it (OpenSSL 3.3 and newer), or leave it out."
            fix = report.fix(
                "put a `?` before it",
                *(
                    Edit.insert(text.source, text.part(group.start, group.start).start, "?")
                    for group in named
                ),
            )
        case "gone":
            message = f"no OpenSSL knows {names}, a draft: nginx refuses to start"
            advice = "Leave it out; `X25519MLKEM768` came after it, with OpenSSL 3.5."
        case "weak":
            message = f"keys of {names} have {first.bits} bits: they are too short for today"
            advice = "Leave it out; `X25519` and `prime256v1` are enough."
            severity = Severity.INFO if first.bits >= 224 else None
        case _:
            message = f"OpenSSL knows no group {names}: it refuses the list, and nginx does not start"
            meant = nearest_word(first.name, TLS_GROUPS)
            advice = f"Did you mean `{meant}`?" if meant else "Leave it out, or write `auto`."
    report.about(line.reading)
    report(
        text.part(first.start, first.start + len(first.name)),
        message,
        help=advice,
        severity=severity,
        fix=fix,
    )
