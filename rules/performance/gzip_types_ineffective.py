from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Report,
    Rule,
    Severity,
    ineffective_types,
    lines_below,
    on,
    on_configuration,
    untyped_compression,
)

_TYPES = "text/css text/plain text/xml application/javascript application/json application/xml image/svg+xml"


class GzipTypesIneffective(Rule):
    """Compression is on, and what it is for is not compressed.

    Without `gzip_types` nginx compresses pages of HTML alone: style sheets, scripts and JSON go out at
    four times the size. In `gzip_types` and the lists like it a type stands for itself, so `text/*` and
    `css` match nothing (a warning); only a lone `*` means all. Pictures, fonts of the kind WOFF and
    archives are compressed in themselves; to compress them again costs time and saves nothing.

    How to fix: write `gzip_types text/css application/javascript application/json image/svg+xml;`.

    When to ignore: on a site that has nothing but HTML.
    """

    id = "gzip-types-ineffective"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_gzip_module.html#gzip_types",)

    @on_configuration("gzip", "brotli", "zstd")
    def check_missing(self, configuration: Configuration, report: Report) -> None:
        for line, types in untyped_compression(configuration):
            report(
                line,
                f"without `{types}` only HTML is compressed: style sheets, scripts and JSON are not",
                help=f"Add `{types} {_TYPES};`.",
                fix=report.fix(
                    "name the usual types",
                    lines_below(line, f"{types} {_TYPES};"),
                ),
            )

    @on(
        "gzip_types",
        "brotli_types",
        "zstd_types",
        "sub_filter_types",
        "charset_types",
        "ssi_types",
        "addition_types",
        "xslt_types",
    )
    def check_words(self, line: Directive, report: Report) -> None:
        report.about(line.reading)
        packed = []
        for found in ineffective_types(report.configuration, line):
            if found.why == "packed":
                packed.append(found.word)
                continue
            report(
                found.word,
                f"no answer has the type `{found.word}`: `{line.name}` takes whole types and no patterns"
                if found.why == "pattern"
                else f"`{found.word}` is no MIME type: `{line.name}` finds nothing by it",
                help="Write each type out, such as `text/css`, or a lone `*` for all.",
                severity=Severity.WARNING,
            )
        if packed:
            report(
                packed[0],
                ", ".join(f"`{word}`" for word in packed)
                + (" is" if len(packed) == 1 else " are")
                + " compressed already: doing it again costs time and saves nothing",
                help=f"Take {'it' if len(packed) == 1 else 'them'} out of `{line.name}`.",
                related=[(word, "compressed, too") for word in packed[1:]],
            )
