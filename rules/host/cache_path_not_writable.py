from __future__ import annotations

import os
from typing import TYPE_CHECKING

from nginxlint.rule import Configuration, Report, Rule, Severity, on_configuration

if TYPE_CHECKING:
    from nginxlint.rule import Account, Directive, Machine, Obstacle, Reference

_WRITE, _ENTER = 2, 1


class CachePathNotWritable(Rule):
    """nginx's workers can't write to the folder of a cache or of temporary files.

    nginx makes the folder when it starts and gives it to the workers' user, so `nginx -t` is content. The
    folders before it stay as they are: if the workers can't enter one of them, nginx logs "(13: Permission
    denied)" and answers 500 to what goes through a cache and to requests with a large body; large answers
    of an upstream are cut off.

    How to fix: put it below a folder that is open to others, such as `/var/cache/nginx`, or open the
    folder on the way with `chmod o+x`.

    If systemd starts nginx as an ordinary user (`User=` in the unit), nginx can't give the folder away: then
    that user must be able to write to it. Not reported: caches that no `proxy_cache` or the like uses, and
    folders that only SELinux or AppArmor close.
    """

    id = "cache-path-not-writable"
    severity = Severity.ERROR
    host = True
    references = ("https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_cache_path",)

    @on_configuration()
    def check(self, configuration: Configuration, report: Report) -> None:
        machine = report.machine
        if machine is None:
            return
        lowers = machine.sandbox.ordinary_user
        account = machine.worker(configuration) if lowers is None else machine.account(lowers[0])
        if account is None:
            return
        blocked: dict[str, tuple[Obstacle, list[Reference]]] = {}
        for folder in machine.references(configuration):
            if folder.holds == "folder" and _is_used(folder.line, configuration):
                obstacle = _obstacle(folder.path, machine, account, owns=lowers is None)
                if obstacle is not None:
                    blocked.setdefault(obstacle.path, (obstacle, []))[1].append(folder)
        for obstacle, found in blocked.values():
            line = found[0].line
            can = "can't enter it" if obstacle.path != found[0].path else "can't write to it"
            report.about(line.reading)
            report(
                line.args[0],
                f"`{obstacle.path}` is `{machine.show(obstacle.status)}`: nginx's workers run as "
                f"`{account.name}` and {can}, so {_effect(line)}",
                help=f"`{machine.remedy(obstacle, account)}`, or put it under `/var/cache/nginx`.",
                related=[(other.line.args[0], "behind it, too") for other in found[1:6]],
            )


def _obstacle(path: str, machine: Machine, account: Account, *, owns: bool) -> Obstacle | None:
    """What keeps an account from writing to a folder, which is its own after the start if ``owns``."""
    if not owns and machine.look(path).kind == "folder":
        return machine.obstacle(path, account, _WRITE | _ENTER)
    above = os.path.dirname(path)
    return machine.way(above, account) or machine.way(os.path.dirname(machine.physical(path)), account)


def _is_used(line: Directive, configuration: Configuration) -> bool:
    """Whether something is written there: a cache may be declared for nobody."""
    if not line.name.endswith("_cache_path"):
        return True
    zones = [word.partition("=")[2].partition(":")[0] for word in line.args if word.startswith("keys_zone=")]
    users = configuration.named(line.name.removesuffix("_path"))
    return any(str(user.args[0]) in zones for user in users if user.args)


def _effect(line: Directive) -> str:
    if line.name.endswith("_cache_path"):
        return "every answer that would go into the cache becomes 500"
    if line.name == "client_body_temp_path":
        return "requests with a body larger than `client_body_buffer_size` get 500"
    return "answers that do not fit into the buffers are cut off"
