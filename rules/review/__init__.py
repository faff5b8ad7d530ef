"""What is wrong with a decision table as it is written: values without a row, with two, rows never reached."""

from rules.review.findings import MOST_FINDINGS, Code, Finding, review
from rules.review.repairs import Repair, repaired

__all__ = ["MOST_FINDINGS", "Code", "Finding", "Repair", "repaired", "review"]
