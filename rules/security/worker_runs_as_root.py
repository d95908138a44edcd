from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on


class WorkerRunsAsRoot(Rule):
    """`user root`: the processes that talk to the network may do everything on the machine.

    A fault in nginx or in a module then gives an attacker the whole machine, and every file on it can be
    served. The master process opens ports and reads keys as root anyway: the workers need no rights.

    How to fix: name an account that owns nothing, such as `www-data` or `nginx`.

    When to ignore: in a container in which root is mapped to an ordinary account outside.
    """

    id = "worker-runs-as-root"
    severity = Severity.WARNING
    references = ("https://nginx.org/en/docs/ngx_core_module.html#user",)

    @on("user")
    def check(self, user: Directive, report: Report) -> None:
        if user.context == "main" and user.args and user.args[0] == "root":
            report(
                user.args[0],
                "the worker processes run as `root`: whoever breaks into one owns the machine",
                help="Name an account without rights, such as `www-data` or `nginx`.",
            )
