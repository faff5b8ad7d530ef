"""What can be wrong with a file."""


class UnusableFile(Exception):
    """A file that cannot be read or applied: what happened, why, what to do next, in French."""
