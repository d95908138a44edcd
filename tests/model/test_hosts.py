"""Which server answers for a host: real nginx and the model agree."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pytest
from model_texts import configuration_of
from running import serving

from nginxlint.config.blocks.listening import addresses
from nginxlint.config.blocks.names import name_serving

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="nginx runs on Linux")

NAMES = [
    "example.com", ".example.com", "*.example.com", "a.example.com", "*.a.example.com", "example.*",
    "a.example.*", "~^b\\.", "~example\\.org$", "www.example.org", ".org", "_",
]  # fmt: skip
HOSTS = [
    "example.com", "a.example.com", "b.a.example.com", "b.example.com", "example.org", "www.example.org",
    "x.org", "a.example.net", "b.net", "nobody.net", "example.co.uk",
]  # fmt: skip


def test_nginx_and_the_model_agree(tmp_path: Path) -> None:
    chance = random.Random(3)
    texts = []
    for number in range(1, 9):
        names = chance.sample(NAMES, len(NAMES))
        texts += [
            f"server {{ listen {8000 + number}; server_name {name}; return 200 {at}; }}"
            for at, name in enumerate(names)
        ]
    text = "\n".join(texts)
    configuration = configuration_of(text)
    found = {address.name.rpartition(":")[2]: address for address in addresses(configuration)}
    with serving(text, tmp_path, context="http") as site:
        for port, address in found.items():
            for host in HOSTS:
                name = name_serving(configuration, address, host)
                server = address.default.server if name is None else name.server
                told = site.get("/", host=host, port=int(port)).body
                assert str(server.all("return")[0].args[1]) == told, (port, host)
