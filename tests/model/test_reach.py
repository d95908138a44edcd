"""Which locations no request reaches: the proof for all paths, against paths tried one by one."""

from __future__ import annotations

import random
from itertools import product

import pytest
from model_texts import configuration_of

from nginxlint.config.blocks.answering import answering
from nginxlint.config.blocks.locations import location_of
from nginxlint.config.blocks.servers import http_servers
from nginxlint.config.routes.reach import shadowed
from nginxlint.nginx.regex.automaton import path_found
from nginxlint.nginx.regex.matching import matches

PREFIXES = ["/", "/a", "/a/", "/a/b", "/ab", "/b/", "/a/a/"]
PATTERNS = ["^/a/", "b$", "/b", "^/ab?$", "a", ".", "^/(a|b)/", "^/a/.*b$", "^/[^/]+$", "^/(?!a)", "(?<=a)b"]
PATHS = [
    "/" + "".join(letters)
    for length in range(6)
    for letters in product("/ab", repeat=length)
    if "//" not in "/" + "".join(letters)
]


def _locations(chance: random.Random, outer: str, depth: int) -> str:
    made = []
    for _ in range(chance.randint(2, 5)):
        modifier = chance.choice(["", "", "^~", "=", "~", "~*"])
        name = chance.choice(
            PATTERNS if modifier.startswith("~") else [one for one in PREFIXES if one.startswith(outer)]
        )
        inner = "proxy_pass http://127.0.0.1;" if modifier in ("", "^~") and chance.random() < 0.2 else ""
        if depth and modifier in ("", "^~") and chance.random() < 0.4:
            inner += _locations(chance, name, depth - 1)
        made.append(f'location {modifier} "{name}" {{ {inner} }}')
    return "\n".join(made)


@pytest.mark.parametrize("seed", range(150))
def test_what_is_said_to_be_unreachable_answers_nothing(seed: int) -> None:
    text = f"merge_slashes on; {_locations(random.Random(seed), '/', 1)}"
    configuration = configuration_of(f"server {{ {text} }}")
    (server,) = http_servers(configuration)
    said = {id(one.location): one for one in shadowed(configuration)}
    reached: set[int] = set()
    for path in PATHS:
        found = answering(server.directive, path)
        reached.update(id(one) for one in (found, *found.ancestors()))
    assert not reached & set(said), text
    for finding in said.values():
        assert answering(server.directive, finding.path) is finding.answered_by
    # What is never reached by these paths either is told, or fits no path, stands twice or cannot be decided.
    names = [str(location_of(one)) + str(id(one.parent)) for one in configuration.named("location")]
    for one in configuration.named("location"):
        location = location_of(one)
        if (
            id(one) in reached
            or location is None
            or any(id(block) not in reached for block in one.ancestors())
        ):
            continue
        if names.count(str(location) + str(id(one.parent))) > 1 or "(?" in text or location.kind == "exact":
            continue
        is_twin = any(
            other is not one and other.parent is one.parent and other.args[-1] == one.args[-1]
            for other in configuration.named("location")
        )
        assert id(one) in said or is_twin or location.kind == "regex", (location, text)


@pytest.mark.parametrize(
    "pattern", [*PATTERNS, "^b", "^/a//b", r"^/\.\./", "(a|^b)$", "a{2,3}b", "^(/a)+$", "a(?=b)"]
)
def test_a_path_is_found_where_there_is_one(pattern: str) -> None:
    found = path_found(pattern, False)
    fitting = [path for path in PATHS if matches(pattern, False, path)]
    assert found is not None
    if found is False:
        assert not fitting
    elif "(?" not in pattern:
        assert matches(pattern, False, found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"location ~ . { } location ~ \.php$ { }", [(r"\.php$", "/x.php", ".")]),
        (r"location ~ \.php$ { } location ~ . { }", []),
        (r"location ^~ /s/ { } location ~ ^/s/.+\.css$ { }", [(r"^/s/.+\.css$", "/s/a.css", "/s/")]),
        (r"location ^~ /s/ { } location ~ ^/s/.+\.css$ { } include /nowhere/x.conf;", []),
        (r"location ~ . { } location ~ \.php$ { } include /nowhere/x.conf;", [(r"\.php$", "/x.php", ".")]),
        (r"location /app/ { } location ~ ^/app { }", [("/app/", "/app/x", "^/app")]),
        # together they take all, no one does alone
        (r"location ~ ^/a { } location ~ ^/[^a] { } location ~ ^/.+x { }", [("^/.+x", "/ax", "^/a")]),
        # other findings
        (r"location ~ a { } location ~ a { }", []),
        (r"location ~ ^/ { } location ~ ^images/ { }", []),
    ],
)
def test_what_is_said(text: str, said: list[tuple[str, str, str]]) -> None:
    configuration = configuration_of(f"server {{ {text} }}")
    assert [
        (str(one.location.args[-1]), one.path, str(one.answered_by.args[-1]))
        for one in shadowed(configuration)
    ] == said
