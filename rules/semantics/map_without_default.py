from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Report,
    Rule,
    Severity,
    empty_breaks,
    empty_effect,
    empty_matters,
    lines_below,
    nothing_to_come,
    on_configuration,
    tables_without_default,
    uses_of,
)


class MapWithoutDefault(Rule):
    """A `map` or `geo` says nothing of all other values.

    Where no line fits, the variable is empty. That may be meant, or somebody counted up the values of today
    and forgot those of tomorrow: with an empty variable as its address `proxy_pass` answers 500, an access
    rule that looks for "no" finds nothing.

    How to fix: add a line with `default`. `default "";` says that empty is meant and changes nothing.

    Not reported: a `map` with one line, and a variable that is only read where empty is an answer of its own:
    by `if ($variable)` and inside of that, as the key of a limit, as the whole value of a header field, in a
    log. Nor where the files that read it are not here.

    When to ignore: if the lines hold all values that there are.
    """

    id = "map-without-default"
    severity = Severity.INFO
    fix = "unsafe"
    references = (
        "https://nginx.org/en/docs/http/ngx_http_map_module.html#map",
        "https://nginx.org/en/docs/http/ngx_http_geo_module.html#geo",
    )

    @on_configuration("map", "geo")
    def check(self, configuration: Configuration, report: Report) -> None:
        for table in tables_without_default(configuration):
            uses = uses_of(configuration, table.key)
            matters = [use for use in uses if empty_matters(configuration, use)]
            if not matters and (uses or not nothing_to_come(configuration)):
                continue
            own = [line for line in table.entries if line.source is table.block.source]
            broken = [use for use in matters if empty_effect(configuration, use) == "breaks"]
            report.about(table.block.reading)
            report(
                table.variable,
                f"`{table.variable}` is empty where no line of this `{table.kind}` fits"
                + next((f": {said}" for said in map(empty_breaks, broken)), ""),
                help='Add a line with `default`; `default "";` says that empty is meant.',
                related=[(use.place, "reads it") for use in matters[:3]],
                fix=report.fix('add `default "";`', lines_below(own[-1], 'default "";')) if own else None,
            )
