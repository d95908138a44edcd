from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    all_known,
    duplicate_charset_maps,
    on_configuration,
    seen_from,
    unmapped_charsets,
)


class CharsetMapMissing(Rule):
    """Nothing says how one charset is recoded to another.

    With `source_charset` and another `charset` nginx recodes the pages, and needs one
    `charset_map` for the two. None, or two, or one from a charset to itself keeps it from
    starting.

    How to fix: include the map (nginx brings `koi-utf`, `koi-win` and `win-utf`), or take
    `source_charset` out.
    """

    id = "charset-map-missing"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/ngx_http_charset_module.html#charset_map",)

    @on_configuration("source_charset", "charset_map")
    def check(self, configuration: Configuration, report: Report) -> None:
        if all_known(configuration):
            for charset, source in unmapped_charsets(configuration):
                report(
                    charset,
                    f"there is no `charset_map` between `{source.args[0]}` and "
                    f"`{charset.args[0]}`: nginx refuses to start",
                    help="Define one in `http`, or take `source_charset` out.",
                    related=[(source, "what the pages are written in")],
                )
        for block, first in duplicate_charset_maps(configuration):
            pair = f"`{block.args[0]}` and `{block.args[1]}`"
            report(
                block,
                f"there is a `charset_map` between {pair} already "
                f"({seen_from(block, first)}): nginx refuses to start"
                if first is not None
                else f"{pair} are one charset: nginx refuses to start",
                help="Take it out.",
                related=[] if first is None else [(first, "the first one")],
            )
