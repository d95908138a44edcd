from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    GatewayGap,
    Report,
    Rule,
    Severity,
    gateway_gaps,
    lines_above,
    on_configuration,
)


class GatewayParamsMissing(Rule):
    """A program behind FastCGI, uwsgi or SCGI is not told what to run.

    nginx sends it nothing but what `fastcgi_param` (`uwsgi_param`, `scgi_param`) says. PHP runs the file in
    `SCRIPT_FILENAME`, which the file `fastcgi_params` does not set; without it the page is blank. It is also
    wrong where it is made of `$document_root` and no `root` holds, or an `alias`, which the whole path of
    the request is put behind: PHP says "File not found" or "Primary script unknown".

    How to fix: write

        include fastcgi_params;
        fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;

    in the block with `fastcgi_pass`, `$request_filename` as the value where an `alias` holds. For uwsgi and
    SCGI `include uwsgi_params;` or `include scgi_params;`.

    When to ignore: if a program that is not PHP needs no `SCRIPT_FILENAME`, or a `fastcgi_params` of your own
    sets it, which was not read; for both the finding is information. Where that file was not read, only PHP
    and CGI scripts are reported.
    """

    id = "gateway-params-missing"
    severity = Severity.WARNING
    fix = "safe"
    references = ("https://nginx.org/en/docs/http/ngx_http_fastcgi_module.html#fastcgi_param",)

    @on_configuration("fastcgi_pass", "uwsgi_pass", "scgi_pass")
    def check(self, configuration: Configuration, report: Report) -> None:
        for gap in gateway_gaps(configuration):
            passing, family = gap.passing, gap.passing.name.removesuffix("_pass")
            wanted = _wanted(gap, family)
            can_add = gap.kind == "nothing" or (
                gap.kind == "script" and gap.lines[0].parent is passing.parent
            )
            report(
                passing,
                _message(gap, family),
                help=f"Write `{'; '.join(wanted)};`.",
                related=[] if gap.cause is None else [(gap.cause, "`$document_root` is this folder")],
                severity=Severity.INFO
                if gap.kind == "script" and not (gap.is_php and gap.is_certain)
                else None,
                fix=report.fix(
                    "add the parameters",
                    lines_above(passing, *(f"{line};" for line in wanted)),
                    safe=gap.is_php and gap.is_certain,
                )
                if can_add
                else None,
            )


def _wanted(gap: GatewayGap, family: str) -> list[str]:
    if gap.kind == "path":
        return (
            ["fastcgi_param SCRIPT_FILENAME $request_filename"] if gap.cause else ["root /path/of/the/site"]
        )
    script = "fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name"
    if gap.kind == "script":
        return [script]
    return [f"include {family}_params", *([script] if family == "fastcgi" else [])]


def _message(gap: GatewayGap, family: str) -> str:
    match gap.kind:
        case "nothing":
            return f"no `{family}_param` holds here: the program behind is not told what is asked for"
        case "script":
            return "no `fastcgi_param SCRIPT_FILENAME` holds here: " + (
                "PHP is not told which file to run, and the page is blank"
                if gap.is_php
                else "the program behind is not told which file to run"
            )
    why = "the `alias` holds only the location's part" if gap.cause else "no `root` holds here"
    return f"`{gap.path}` makes PHP look for `{gap.file}`: {why}"
