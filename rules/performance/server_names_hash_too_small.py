from __future__ import annotations

from nginxlint.rule import Configuration, Report, Rule, Severity, hash_shortfalls, on_configuration


class ServerNamesHashTooSmall(Rule):
    """The table of server names can't hold the names that there are.

    nginx puts the names of all servers on an address into a hash table. One name that is too long
    for a bucket (about 46 characters with the usual 64 bytes) keeps nginx from starting, with
    "could not build server_names_hash". Very many names overflow the usual 512 buckets: nginx
    warns, starts, and takes a little longer to find a server.

    How to fix: write the directive that the message names in `http`.
    """

    id = "server-names-hash-too-small"
    severity = Severity.ERROR
    references = ("https://nginx.org/en/docs/http/server_names.html#optimization",)

    @on_configuration("server_name")
    def check(self, configuration: Configuration, report: Report) -> None:
        for shortfall in hash_shortfalls(configuration):
            name = shortfall.longest
            if shortfall.kind == "bucket too small" and name.word is not None:
                report.about(name.server.reading)
                report(
                    name.word,
                    f"`{name.word}` is too long for the table of server names, whose buckets have "
                    f"{shortfall.bucket_size} bytes: nginx refuses to start",
                    help=f"Write `server_names_hash_bucket_size {shortfall.wanted};` in `http`.",
                )
            else:
                server = name.server
                report.about(server.reading)
                report(
                    shortfall.setting or server.name,
                    f"{shortfall.count} server names on `{shortfall.address}` are too many for the table of "
                    f"{shortfall.max_size} buckets: nginx warns that it could not build an optimal "
                    "server_names_hash",
                    help=f"Write `server_names_hash_max_size {shortfall.wanted};` in `http`.",
                    severity=Severity.WARNING,
                )
