"""What a family is told when a change cannot be made."""


class BookingError(Exception):
    """A change that cannot be made: what happened, why, what to do next, in French."""
