from __future__ import annotations

from nginxlint.rule import Configuration, Option, Report, Rule, Severity, on_configuration, values_outside


class ValueOutOfRange(Rule):
    """A value lies outside of what is usual.

    A time of an hour where a minute is usual holds connections and memory that nobody uses; a handful
    of connections for a worker turns visitors away. Which values are usual is for you to say: the
    option `bands` lists names with the lowest and the highest value.

    How to fix: write a value inside the band, or widen the band in the settings.

    When to ignore: where the value was measured. The rule is off by default, and says nothing of `0`,
    which mostly switches something off.
    """

    id = "value-out-of-range"
    severity = Severity.INFO
    default = False
    bands = Option(
        (
            "client_max_body_size 8k 1g",
            "client_body_buffer_size 1k 16m",
            "client_header_buffer_size 512 64k",
            "large_client_header_buffers - 256k",
            "keepalive_timeout 1s 300s",
            "worker_connections 64 -",
            "types_hash_max_size 256 16384",
            "ssl_session_timeout 1m 1d",
            "worker_shutdown_timeout - -",
            "proxy_timeout - 1d",
            "*_timeout - 1h",
            "*_buffer_size 512 1m",
            "*_buffers - 1m",
        ),
        "What is usual: a name (`*` stands for anything), the lowest and the highest value, `-` for no "
        "bound. The first that fits counts.",
    )
    references = ("https://nginx.org/en/docs/dirindex.html",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        for line, word, bound, over in values_outside(configuration, self.bands):
            report.about(line.reading)
            report(
                word,
                f"`{line.name} {word}` is {'more' if over else 'less'} than is usual ({bound})",
                help=f"Write at {'most' if over else 'least'} `{bound}`, or widen the band in the settings.",
            )
