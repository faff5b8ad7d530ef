"""A tariff as a decision table of zen-engine, the rule engine ours is measured against."""

import json
from typing import Any

import zen


def decision(rows: list[tuple[str, str, str, str]]) -> zen.ZenDecision:
    """One table of hit policy *first*: each row is three cells as zen writes them, and a result."""
    columns = [{"id": name, "name": name, "field": name} for name in ("activite", "quotient", "resident")]
    table = {
        "hitPolicy": "first",
        "inputs": columns,
        "outputs": [{"id": "price", "name": "price", "field": "price"}],
        "rules": [
            dict(zip(("_id", "activite", "quotient", "resident", "price"), (str(number), *row), strict=True))
            for number, row in enumerate(rows)
        ],
    }
    return zen.ZenEngine().create_decision(json.dumps(_graph(table)))


def _graph(table: dict[str, Any]) -> dict[str, Any]:
    """The least graph zen accepts: what comes in, the table, what goes out."""
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes: list[dict[str, Any]] = [{"id": name, "name": name, "type": kind} for name, kind in kinds.items()]
    nodes[1]["content"] = table
    edges = [
        {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
        for source, target in (("in", "table"), ("table", "out"))
    ]
    return {"nodes": nodes, "edges": edges}
