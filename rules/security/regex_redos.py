from __future__ import annotations

from nginxlint.rule import (
    Configuration,
    Directive,
    Pattern,
    Report,
    Rule,
    Severity,
    built_in,
    map_pattern,
    on,
    on_configuration,
    patterns,
    regex_attack,
)


class RegexRedos(Rule):
    """One short request keeps a worker busy: the pattern can be matched in too many ways.

    Patterns such as `^/(a+)+$` split the same text in exponentially many ways, and PCRE tries them all before
    it gives up. A worker serves nobody else meanwhile. The finding names a text that was really matched:
    PCRE2 needed more steps than stated. Where the steps only grow with the square of the text's length (or
    the like) the finding is information, since the length of a request is limited.

    How to fix: take one of two quantifiers in each other out (`^/a+$`), or let a character that can't occur
    in the inner part end it (`^/(\\w+/)+$`). A possessive quantifier (`a++`) or an atomic group (`(?>a+)`) is
    never split again.

    When to ignore: if the text never comes from a client.
    """

    id = "regex-redos"
    severity = Severity.WARNING
    references = ("https://cwe.mitre.org/data/definitions/1333.html",)

    @on("location ~", "if ~", "rewrite", "server_name ~")
    def check(self, directive: Directive, report: Report) -> None:
        for pattern in patterns(directive):
            _judge(pattern, report)

    @on_configuration("map")
    def maps(self, configuration: Configuration, report: Report) -> None:
        for block in configuration.named("map"):
            if len(block.args) != 2 or (block.context or "").startswith("stream"):
                continue
            for line in block.children or ():
                pattern = map_pattern(line, str(block.args[0]))
                if pattern is not None:
                    report.about(line.reading)
                    _judge(pattern, report)


def _judge(pattern: Pattern, report: Report) -> None:
    source = built_in(pattern.subject.lstrip("$"))
    found = None if source is None else regex_attack(report.configuration, pattern, source.mask)
    if found is None or (found.kind == "polynomial" and pattern.subject == "$host"):
        return
    begin, pump, end = (
        one.encode("unicode_escape").decode() for one in (found.prefix, found.pump, found.suffix)
    )
    report(
        pattern.token,
        f"matching this takes more than {found.steps:,} steps on a text of "
        f"{len(found.subject):,} characters: "
        f"`{begin}`, {found.times} times `{pump}`, then `{end}`",
        help="Let no text be split in two ways: one quantifier instead of two in each other, or "
        "a possessive one (`a++`)."
        if found.kind == "exponential"
        else "Let neighbouring parts not take the same characters: `[^/]*/` instead of `.*/`, and leave `.*` "
        "out where a pattern begins or ends.",
        severity=None if found.kind == "exponential" else Severity.INFO,
    )
