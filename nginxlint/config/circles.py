"""Which of many things that lead to one another lead around in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Mapping

Node = TypeVar("Node", bound="Hashable")


def endless(ways: Mapping[Node, Collection[Node]]) -> set[Node]:
    """Those from which one can go on for ever. ``ways`` says where each leads, every place once."""
    left = {node: sum(1 for to in leads if to in ways) for node, leads in ways.items()}
    back: dict[Node, list[Node]] = {}
    for node, leads in ways.items():
        for to in leads:
            back.setdefault(to, []).append(node)
    ended = [node for node, count in left.items() if not count]
    for node in ended:
        for before in back.get(node, ()):
            left[before] -= 1
            if not left[before]:
                ended.append(before)
    return ways.keys() - set(ended)


def between_circles(ways: Mapping[Node, Collection[Node]]) -> set[Node]:
    """Those that lie in a circle, or on a way from one circle to another."""
    ahead = endless(ways)
    back: dict[Node, list[Node]] = {node: [] for node in ahead}
    for node in ahead:
        for to in ways[node]:
            if to in ahead:
                back[to].append(node)
    return endless(back)
