"""Run whole processes and read from the kernel what they took."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

# What a run may take, in seconds, before it is killed; its exit status is then -9.
PATIENCE = 300


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: seconds on the clock and on the processor, peak memory in MiB."""

    wall: float
    cpu: float
    peak: float
    status: int


@dataclass(frozen=True, slots=True)
class Command:
    """A command under a name; `argv` is None if the tool is not installed here."""

    name: str
    argv: list[str] | None
    cwd: str | None = None


def pin_to_one_core() -> int | None:
    """Bind this process and its children to one core; gives its number, or None if it can't."""
    if sys.platform != "linux":
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def run(command: Command) -> Run:
    """Run a command once, its output thrown away.

    The peak (`ru_maxrss` of wait4(2)) can't be lower than this process's own, because the kernel
    counts what the child was before exec(2).
    """
    assert command.argv is not None
    started = time.perf_counter()
    child = subprocess.Popen(
        command.argv,
        cwd=command.cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    limit = threading.Timer(PATIENCE, child.kill)
    limit.start()
    _, status, usage = os.wait4(child.pid, 0)
    limit.cancel()
    wall = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit, child.returncode)


def side_by_side(commands: list[Command], rounds: int) -> dict[str, list[Run]]:
    """Run the commands in turns, each `rounds` times, after one round that does not count.

    Each round starts with another command, so that none always follows the same one.
    """
    present = [c for c in commands if c.argv is not None]
    runs: dict[str, list[Run]] = {c.name: [] for c in present}
    for turn in range(-1, rounds):
        shift = turn % len(present) if present else 0
        for command in present[shift:] + present[:shift]:
            result = run(command)
            if turn >= 0:
                runs[command.name].append(result)
    return runs


def table(commands: list[Command], runs: dict[str, list[Run]], base: str) -> str:
    """Medians as a Markdown table; the ratios compare processor time with that of `base`."""
    lines = [
        f"| what | wall s | user+sys s | lowest | peak MiB | × {base} | exit |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    unit = statistics.median(r.cpu for r in runs[base]) if runs.get(base) else None
    for command in commands:
        found = runs.get(command.name)
        if not found:
            lines.append(f"| {command.name} | absent | | | | | |")
            continue
        cpu = statistics.median(r.cpu for r in found)
        wall = statistics.median(r.wall for r in found)
        peak = statistics.median(r.peak for r in found)
        ratio = f"{cpu / unit:.2f}" if unit else ""
        status = ", ".join(str(s) for s in sorted({r.status for r in found}))
        lines.append(
            f"| {command.name} | {wall:.3f} | {cpu:.3f} | {min(r.cpu for r in found):.3f} "
            f"| {peak:.0f} | {ratio} | {status} |"
        )
    return "\n".join(lines)
