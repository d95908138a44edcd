from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Account, Machine, Obstacle, Target


class UpstreamSocketPermission(Rule):
    """nginx's workers may not use the unix socket that requests are passed to.

    To connect, the workers' user needs write permission on the socket and must be able to enter every
    folder on the way (`x`). Home folders are closed to others on most systems of today, so that
    a socket below `/home` is the commonest case. nginx logs "connect() to unix:… failed (13: Permission
    denied)" and answers 502 Bad Gateway.

    How to fix: put the socket under `/run/<application>` (systemd: `RuntimeDirectory=`), with the group
    of the workers and mode 0660. Opening a folder with `chmod o+x` works as well; it lets every account
    of the machine pass.

    The workers' user is that of the `user` directive, of the binary, or of `--as-user`. Modes, groups and
    POSIX access control lists count. SELinux and AppArmor are not asked.
    """

    id = "upstream-socket-permission"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/ngx_core_module.html#user",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        worker = None if machine is None else machine.worker(configuration)
        if machine is None or worker is None:
            return
        blocked: dict[str, list[tuple[Target, Obstacle]]] = {}
        for target in machine.targets(configuration):
            if target.socket is None:
                continue
            kind = machine.look(target.socket).kind
            if kind not in ("socket", "unknown", "missing"):
                continue
            # To connect is to write: unix(7).
            obstacle = machine.obstacle(target.socket, worker, 2)
            if obstacle is not None:
                blocked.setdefault(obstacle.path, []).append((target, obstacle))
        for found in blocked.values():
            self._report(found, worker, machine, report)

    def _report(
        self,
        found: list[tuple[Target, Obstacle]],
        worker: Account,
        machine: Machine,
        report: Report,
    ) -> None:
        target, obstacle = found[0]
        others = [*target.others, *((other.where, "behind it, too") for other, _ in found[1:6])]
        can = "can't enter it" if obstacle.is_folder else "may not write to it"
        needed = any(other.is_needed for other, _ in found)
        effect = "so every request gets 502" if needed else "so this server never answers"
        if obstacle.is_folder:
            advice = f"`{machine.remedy(obstacle, worker)}`, or put the socket under `/run`."
        else:
            advice = (
                f"Run the application with the group `{worker.name}` and umask 007, or "
                f"`{machine.remedy(obstacle, worker)}` until it is started again."
            )
        report.about(target.places[0].directive.reading)
        report(
            target.where,
            f"`{obstacle.path}` is `{machine.show(obstacle.status)}`: nginx's workers run as "
            f"`{worker.name}` and {can}, {effect}",
            help=advice,
            related=others[:5],
            severity=Severity.ERROR if needed else Severity.WARNING,
        )
