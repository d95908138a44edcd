"""Machines for the tests of what the machine is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from host.tree import PI, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Tree]:
    """A machine with Debian's accounts and an empty nginx.conf."""
    made = Tree(tmp_path)
    tmp_path.chmod(0o755)
    made.file(
        "etc/passwd",
        "root:x:0:0:root:/root:/bin/bash\n"
        "www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\n"
        f"pi:x:{PI}:{PI}:,,,:/home/pi:/bin/bash\n",
    )
    made.file("etc/group", f"root:x:0:\nssl-cert:x:109:\nwww-data:x:33:\nweb:x:110:www-data,pi\npi:x:{PI}:\n")
    made.folder("etc/nginx")
    made.folder("run")
    made.folder("var/log/nginx")
    made.folder("home/pi", owner=PI)
    made.configure()
    yield made
    for server in made.listening:
        server.close()
