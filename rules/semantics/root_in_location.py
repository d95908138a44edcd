from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Edit,
    Fix,
    Report,
    Rule,
    Severity,
    on_configuration,
    rootless_servers,
    shared_roots,
)


class RootInLocation(Rule):
    """`root` stands in the locations and not in the `server`, where all would inherit it.

    Locations inherit `root` from the `server`, never from one another, not even from `location /`. If each
    has to repeat it, the next one that is added will lack it, and nginx looks into its own folder `html` for
    its files.

    How to fix: write `root` once in the `server`, and again only in a location whose files lie elsewhere.

    Not reported: if the server passes all other requests on.

    When to ignore: if the server has no files besides those of one location.
    """

    id = "root-in-location"
    severity = Severity.INFO
    fix = "unsafe"
    references = ("https://nginx.org/en/docs/http/ngx_http_core_module.html#root",)

    @on_configuration("root")
    def check(self, configuration: Configuration, report: Report) -> None:
        told: set[int] = set()
        for server in rootless_servers(configuration):
            if server.is_known or not server.roots:
                continue  # another rule says it
            root, bare = server.roots[0], server.blocks[0]
            told.add(id(bare.parent))
            report(
                root,
                "this `root` holds in its location only: "
                f"files of `location {' '.join(bare.args)}` are looked for elsewhere",
                help="Move it out into the `server`, so that every location inherits it.",
                related=[(bare, "has no `root`")],
            )
        for block, lines in shared_roots(configuration):
            if id(block) not in told:
                report(
                    lines[0],
                    f"`root {lines[0].args[0]}` is repeated in {len(lines)} locations, and a new one "
                    "will not inherit it",
                    help="Write it once in the `server`.",
                    related=[(line, "again") for line in lines[1:]],
                    fix=_hoisted(block, lines, report),
                )


def _hoisted(server: Directive, lines: list[Directive], report: Report) -> Fix | None:
    first = server.all("location")[0]
    if any(line.source is not first.source for line in (server, *lines)):
        return None
    indent = " " * (first.span.first.column - 1)
    return report.fix(
        "move it into the `server`",
        Edit.insert(first.source, first.name.start, f"{lines[0].span.text};\n{indent}"),
        *(Edit(line.source, line.name.start, line.terminator.end, "") for line in lines),
    )
