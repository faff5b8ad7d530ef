"""Single decision tables to and from DMN 1.3 and later (OMG, Decision Model and Notation), decided by our engine.

Inputs are plain names, tests are those of S-FEEL, results are literals; anything else is refused, naming the element.
"""

from rules.dmn.deciding import decided, facts_from_json
from rules.dmn.decisions import Decision, DmnError, Input, Output, Rule, TypeName
from rules.dmn.exchanging import step_to_dmn, table_of
from rules.dmn.reading import names, read
from rules.dmn.writing import write

__all__ = [
    "Decision",
    "DmnError",
    "Input",
    "Output",
    "Rule",
    "TypeName",
    "decided",
    "facts_from_json",
    "names",
    "read",
    "step_to_dmn",
    "table_of",
    "write",
]
