from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration, table_cycles


class VariableCycle(Rule):
    """Variables are worked out of each other in a circle.

    The value of a `map`, `geo` or `split_clients` is looked up when somebody reads it. If that needs a
    variable that needs the first one again, nginx writes "cycle while evaluating variable" into the error log
    for every request, and the value is empty or the request fails. `nginx -t` does not look for circles.

    It is information where only some lines of a `map` lead into the circle.

    How to fix: read a variable of the request in one of the blocks instead.

    When to ignore: if the lines that lead into the circle can't be chosen together.
    """

    id = "variable-cycle"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/http/ngx_http_map_module.html#map",)

    @on_configuration("map", "geo", "split_clients")
    def check(self, configuration: Configuration, report: Report) -> None:
        for cycle in table_cycles(configuration):
            first, *others = cycle.tables
            report.about(first.block.reading)
            if others:
                names = " and ".join(f"`{table.variable}`" for table in others)
                message = f"`{first.variable}` is worked out of {names}, which is worked out of it in turn"
            else:
                message = f"`{first.variable}` is worked out of itself"
            report(
                first.variable,
                f"{message}: nginx can't give it a value"
                + ("" if cycle.certain else " where the lines that lead there are chosen"),
                help="Read a variable of the request in one of the blocks instead.",
                related=[(table.variable, "leads back to it") for table in others],
                severity=None if cycle.certain else Severity.INFO,
            )
