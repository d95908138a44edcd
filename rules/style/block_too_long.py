from __future__ import annotations

from nginxlint.rule import Configuration, Option, Report, Rule, Severity, long_blocks, on_configuration


class BlockTooLong(Rule):
    """A block is longer than one can overlook.

    Where a `server` goes over many screens, nobody sees any more what holds in it. Reported is the
    innermost block that is too long; data such as the lines of a `map` may be as long as it likes.

    How to fix: put parts that belong together into files of their own, and `include` them.

    When to ignore: in files that a program writes. The rule is off by default.
    """

    id = "block-too-long"
    severity = Severity.INFO
    default = False
    lines = Option(200, "The most lines that a block may have.", least=1)
    references = ("https://nginx.org/en/docs/ngx_core_module.html#include",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for block, lines in long_blocks(configuration, self.lines):
            report(
                block,
                f"this `{block.name}` has {lines} lines, more than {self.lines}",
                help="Put parts of it into files of their own, and `include` them.",
            )
