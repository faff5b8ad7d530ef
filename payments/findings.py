"""What a check finds."""

from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True)
class Finding:
    """Something that should not be: a code for the machine, a sentence for a person, and the row at fault."""

    code: str
    message: str
    object: Model | None = None
