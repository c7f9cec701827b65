"""Circles in an order: things each of which is to come before the next."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def circle_in(followers: Mapping[Node, Iterable[Node]]) -> list[Node] | None:
    """Find one circle in a directed graph by depth-first search.

    Returns
    -------
    list or None
        The circle, its first node repeated at the end; None when there is none.
    """
    done: set[Node] = set()
    for root in followers:
        if root in done:
            continue
        path = [root]
        on_path = {root}
        todo = [iter(followers.get(root, ()))]
        while todo:
            node = next(todo[-1], None)
            if node is None:
                todo.pop()
                left = path.pop()
                on_path.discard(left)
                done.add(left)
            elif node in on_path:
                return [*path[path.index(node) :], node]
            elif node not in done:
                path.append(node)
                on_path.add(node)
                todo.append(iter(followers.get(node, ())))
    return None
