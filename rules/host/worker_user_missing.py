from __future__ import annotations

from nginxlint.rule import Directive, Report, Rule, Severity, on


class WorkerUserMissing(Rule):
    """`user` names an account that the machine doesn't have.

    Started as root nginx refuses to start: "getpwnam failed", "getgrnam failed". It happens when a
    configuration moves to another distribution: Debian's packages run nginx as `www-data`, those of Red
    Hat and nginx.org as `nginx`. Without a second word the group has the name of the user.

    How to fix: write the account that is there, or make one.
    """

    id = "worker-user-missing"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/ngx_core_module.html#user",)

    @on("user")
    def check(self, line: Directive, report: Report) -> None:
        machine = report.machine
        if machine is None or line.context != "main" or not machine.accounts.users or not line.args:
            return
        user = line.args[0]
        if not machine.has_user(str(user)):
            other = next((one for one in ("www-data", "nginx", "nobody") if machine.has_user(one)), None)
            report(
                user,
                f"the machine has no user `{user}`: nginx refuses to start",
                help=f"Write `{other}`, which it has." if other else "Make the user, or write another.",
            )
            return
        group = line.args[1] if len(line.args) > 1 else user
        if machine.accounts.groups and not machine.has_group(str(group)):
            report(
                group,
                f"the machine has no group `{group}`: nginx refuses to start",
                help="Write the user's group after its name."
                if group is user
                else "Make the group, or write another.",
            )
