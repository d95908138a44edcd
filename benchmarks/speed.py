"""How long whole processes take: nginxlint, its peers and nginx itself, side by side.

    python benchmarks/speed.py [TREE] [--rounds N] [--peers DIR] [--install]

Without TREE the tree of make_tree.py is written to a temporary folder. All processes run on one
core, in turns. Prints two Markdown tables: the tree, and the start-up on one small file.
"""

from __future__ import annotations

import argparse
import platform
import random
import re
import sys
import tempfile
from pathlib import Path

import linting
import make_tree
import measure
import mistakes
import sites
from measure import Command
from structure_mistakes import STRUCTURAL

import tools

CROSSPLANE = "crossplane.parse"
BIG_HEALTHY = "healthy"
BIG = 10_000_000
MISTAKES = 100
# The big file stands alone.
INCLUDE = re.compile(r"^ *include .*\n", re.MULTILINE)
WHOLE = """\
events {{
}}

http {{
{sites}}}
"""
SMALL = """\
worker_processes auto;

events {
    worker_connections 1024;
}

http {
    server_tokens off;

    server {
        listen 80 default_server;
        server_name example.com;

        location / {
            proxy_pass http://127.0.0.1:8000;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        }
    }
}
"""


def nginx_commands(main: Path) -> list[Command]:
    """`nginx -t` of every nginx that is installed."""
    found = tools.installed_nginx()
    if not found:
        return [Command("nginx -t", None)]
    prefix = f"{main.parent}/"
    return [Command(f"nginx {n.version} -t", [n.path, "-t", "-p", prefix, "-c", str(main)]) for n in found]


def linters(ours: list[str] | None, main: Path, target: Path, peers: Path, install: bool) -> list[Command]:
    """nginxlint on `target`, and its peers on the main file of the same configuration."""
    commands = [Command("nginxlint", ours and [*ours, str(target)])]
    for name in tools.PEERS:
        found = tools.peer(name, peers, install)
        commands.append(Command(name, found and [*found, str(main)]))
    return commands


def tree_commands(ours: list[str] | None, main: Path, peers: Path, install: bool) -> list[Command]:
    """What reads the whole tree."""
    parse = f"import crossplane; crossplane.parse({str(main)!r}, combine=False)"
    first, *others = linters(ours, main, main.parent, peers, install)
    return [
        first,
        Command(CROSSPLANE, [sys.executable, "-c", parse]),
        *others,
        *nginx_commands(main),
    ]


def start_commands(ours: list[str] | None, main: Path, peers: Path, install: bool) -> list[Command]:
    """What a commit hook waits for."""
    return [
        Command("import click", [sys.executable, "-c", "import click"]),
        Command("python", [sys.executable, "-c", "pass"]),
        *linters(ours, main, main, peers, install),
    ]


def big_files(folder: Path) -> tuple[Path, Path]:
    """Two files of 10 MB with http blocks full of servers: a healthy one, one with 100 mistakes."""
    rng = random.Random(1)
    texts: list[str] = []
    size = 0
    while size < BIG:
        number = len(texts)
        site = sites.Site(number, f"site{number:05d}.example", "customer-01", rng)
        text = rng.choice((sites.proxy, sites.websocket, sites.moved))(site)
        texts.append(INCLUDE.sub("", text))
        size += len(texts[-1])
    healthy = folder / "healthy" / "nginx.conf"
    make_tree.write(healthy, WHOLE.format(sites="\n".join(texts)))
    for number in rng.sample(range(len(texts)), MISTAKES):
        made = mistakes.make_any(texts[number], STRUCTURAL, rng)
        texts[number] = made.text if made else texts[number]
    broken = folder / "broken" / "nginx.conf"
    make_tree.write(broken, WHOLE.format(sites="\n".join(texts)))
    return healthy, broken


def big_commands(ours: list[str] | None, folder: Path) -> list[Command]:
    """nginxlint on a big file, healthy and broken."""
    healthy, broken = big_files(folder)
    return [
        Command(BIG_HEALTHY, ours and [*ours, str(healthy)]),
        Command(f"{MISTAKES} mistakes", ours and [*ours, str(broken)]),
    ]


def report(title: str, commands: list[Command], base: str, rounds: int) -> None:
    """Measure the commands and print their table."""
    runs = measure.side_by_side(commands, rounds)
    print(f"## {title}\n\n{measure.table(commands, runs, base)}\n", flush=True)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tree", type=Path, nargs="?", help="folder of a nginx.conf")
    parser.add_argument("--nginxlint", metavar="COMMAND", help="default: the installed one")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", type=Path, default=Path("build", "peers"), metavar="DIR")
    parser.add_argument("--install", action="store_true", help="install absent peers there")
    parser.add_argument("--big", action="store_true", help="also a file of 10 MB (slow)")
    args = parser.parse_args()
    peers = args.peers.absolute()
    ours = args.nginxlint.split() if args.nginxlint else tools.nginxlint()
    core = measure.pin_to_one_core()
    with tempfile.TemporaryDirectory() as scratch:
        tree = args.tree
        if tree is None:
            tree = Path(scratch, "tree")
            make_tree.make_tree(tree)
        small = Path(scratch, "small", "nginx.conf")
        make_tree.write(small, SMALL)
        if ours and (fault := linting.fault(ours, small.parent)):
            parser.error(f"nginxlint gives no report, so there is nothing to time:\n{fault}")
        where = "all cores" if core is None else "one core"
        print(f"Python {platform.python_version()}, {where}, medians of {args.rounds} runs\n")
        for title, commands, base in (
            (
                "The tree",
                tree_commands(ours, tree.absolute() / "nginx.conf", peers, args.install),
                CROSSPLANE,
            ),
            (
                "Start-up, one small file",
                start_commands(ours, small, peers, args.install),
                "import click",
            ),
        ):
            runs = measure.side_by_side(commands, args.rounds)
            print(f"## {title}\n\n{measure.table(commands, runs, base)}\n", flush=True)


if __name__ == "__main__":
    main()
