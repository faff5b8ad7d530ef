"""Stripe's form encoding: `line_items[0][quantity]=1` is a list of dictionaries."""

import re
from typing import Any
from urllib.parse import parse_qsl

PART = re.compile(r"[^\[\]]+")


def decoded(body: str) -> dict[str, Any]:
    """Give what a body or a query says, nested."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body, keep_blank_values=True):
        branch, parts = tree, PART.findall(name)
        for part in parts[:-1]:
            branch = branch.setdefault(part, {})
        last = parts[-1] if parts else name
        branch[last if not name.endswith("[]") else str(len(branch))] = value
    return lists(tree)


def lists(branch: Any) -> Any:
    """Turn a dictionary whose keys are 0, 1, 2… into a list."""
    if not isinstance(branch, dict):
        return branch
    if branch and all(key.isdigit() for key in branch):
        return [lists(branch[key]) for key in sorted(branch, key=int)]
    return {key: lists(value) for key, value in branch.items()}
