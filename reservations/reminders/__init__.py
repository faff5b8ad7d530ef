"""A word to families before the booking of a day closes."""
