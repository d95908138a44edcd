from __future__ import annotations

from nginxlint.rule import Directive, Edit, Report, Rule, Severity, on


class LogEscapeNone(Rule):
    """A `log_format` lets visitors write into the log what they like.

    With `escape=none` a quote or a line break in a header goes into the log as it is, and a visitor can forge
    lines. A format that looks like JSON but has no `escape=json` gives broken JSON as soon as a header holds
    a quote: the default writes `\\x22`, which JSON doesn't know.

    How to fix: write `escape=json` for JSON; leave `escape` out for other formats.

    When to ignore: if all variables of the format hold nothing from a visitor.
    """

    id = "log-escape-none"
    severity = Severity.INFO
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_log_module.html#log_format",)

    @on("log_format")
    def check(self, line: Directive, report: Report) -> None:
        if len(line.args) < 2 or not any(name in "".join(line.args).lower() for name in _FREE):
            return
        second = line.args[1]
        if second == "escape=none":
            report(
                second,
                f"with `escape=none` a visitor can forge lines in the log `{line.args[0]}`",
                help="Leave it out, or write `escape=json` for JSON.",
            )
        elif second.lstrip().startswith("{") and '"' in second + "".join(line.args[2:3]):
            report(
                second,
                f"the JSON of `{line.args[0]}` breaks when a header holds a quote: `escape=json` is missing",
                help="Write `escape=json` before the format.",
                fix=report.fix(
                    "add `escape=json`", Edit.insert(second.source, second.start, "escape=json "), safe=True
                ),
            )


_FREE = ("$http_", "$request", "$args", "$arg_", "$uri", "$cookie_", "$remote_user", "$query_string")
