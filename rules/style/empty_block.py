from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, empty_blocks, on_configuration


class EmptyBlock(Rule):
    """A block has nothing in it.

    It looks as if something were meant, and nothing comes of it: an `if` whose lines are commented out,
    a `map` that gives every request an empty text, a `limit_except` that refuses nobody. In a location
    an empty `if` even does harm, since `try_files` is not done where its condition holds.

    Not reported: `events {}`, `types {}`, locations that keep requests from another location, and
    an empty `location /`, which harms nobody.

    How to fix: write what is missing, or take the block out.

    When to ignore: where the block waits for its content.
    """

    id = "empty-block"
    severity = Severity.INFO
    references = ("https://nginx.org/en/docs/beginners_guide.html#conf_structure",)

    @on_configuration("if", "map", "geo", "split_clients", "limit_except", "server", "location")
    def check(self, configuration: Configuration, report: Report) -> None:
        for block, meaning in empty_blocks(configuration):
            named = " ".join((block.name, *block.words[: 2 if block.name == "location" else 0]))
            report(
                block,
                f"this `{named}` has nothing in it: {meaning}",
                help="Write what is missing, or take the block out.",
            )
