"""What tells that the town has changed one of its choices."""

from django.db import models


class TownMark(models.Model):
    """One row: a random mark, which the database itself replaces at each change; see `reservations.marks`."""

    mark = models.CharField(max_length=36)

    def __str__(self):
        return self.mark
