from __future__ import annotations

from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Directive, Machine, Obstacle

_READ, _ENTER = 4, 1


class PathNotReadableByWorker(Rule):
    """nginx's workers may not enter a folder that is served, or not read a password file.

    To serve a file the workers' user must be able to enter every folder on the way (`x`) and read the file.
    nginx logs "(13: Permission denied)" and answers 403; where a password file is concerned, 500.

    How to fix: put the files below a folder that is open to others, such as `/srv` or `/var/www`.
    Opening a home folder with `chmod o+x` works as well; it lets every account of the machine pass.

    The workers' user is that of the `user` directive, of the binary, or of `--as-user`. Certificates,
    keys and logs are opened by the master process as root and are not meant here. SELinux and AppArmor
    are not asked.
    """

    id = "path-not-readable-by-worker"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/ngx_core_module.html#user",)

    @on_configuration("root", "alias", "auth_basic_user_file")
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        worker = None if machine is None else machine.worker(configuration)
        if machine is None or worker is None:
            return
        blocked: dict[str, list[tuple[Directive, str, Obstacle]]] = {}
        for folder in machine.folders(configuration):
            look = machine.look(folder.path)
            needed = _READ if look.kind == "file" else _ENTER
            obstacle = machine.obstacle(folder.path.rstrip("/") or "/", worker, needed)
            if obstacle is not None and look.kind != "missing":
                blocked.setdefault(obstacle.path, []).append((folder.line, "403", obstacle))
        for line in machine.password_files(configuration):
            obstacle = machine.obstacle(line.path, worker, _READ)
            if obstacle is not None and machine.look(line.path).kind != "missing":
                blocked.setdefault(obstacle.path, []).append((line.line, "500", obstacle))
        for found in blocked.values():
            self._report(found, worker.name, machine, configuration, report)

    def _report(
        self,
        found: list[tuple[Directive, str, Obstacle]],
        user: str,
        machine: Machine,
        configuration: Configuration,
        report: Report,
    ) -> None:
        line, status, obstacle = found[0]
        worker = machine.worker(configuration)
        assert worker is not None
        can = "can't enter it" if obstacle.is_folder else "can't read it"
        advice = f"`{machine.remedy(obstacle, worker)}`"
        if obstacle.path.startswith("/home/"):
            advice += ", or put the files under `/srv`"
        report.about(line.reading)
        report(
            line.args[0],
            f"`{obstacle.path}` is `{machine.show(obstacle.status)}`: nginx's workers run as "
            f"`{user}` and {can}, so every request gets {status}",
            help=f"{advice}.",
            related=[(other.args[0], "behind it, too") for other, _, _ in found[1:6]],
        )
