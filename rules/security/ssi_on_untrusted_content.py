from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on, ssi_source


class SsiOnUntrustedContent(Rule):
    """nginx carries out SSI commands in pages that a program makes, or in files of every type.

    With `ssi on` nginx looks for `<!--# ... -->` in what it sends. Whoever gets such a text into a page, by
    a comment or an upload, can include other locations of the server, internal ones too, and print its
    variables.

    How to fix: switch `ssi` on only where the pages are your own files, and leave `ssi_types` at text/html.

    When to ignore: if the program behind uses SSI, and no text of visitors gets into its pages as it is.
    """

    id = "ssi-on-untrusted-content"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/http/ngx_http_ssi_module.html",)

    @on("ssi")
    def check(self, ssi: Directive, report: Report) -> None:
        source = ssi_source(report.configuration, ssi)
        if source is None:
            return
        report(
            ssi,
            "nginx carries out SSI commands in "
            + ("files of every type" if source.name == "ssi_types" else "what the backend sends")
            + ": whoever gets one in can include internal locations",
            help="Switch `ssi` on only where the pages are your own files.",
            related=[
                (source, "files of all types" if source.name == "ssi_types" else "the pages come from here")
            ],
        )
