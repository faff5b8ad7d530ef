"""Hold, release, confirm, cancel, wait: one child and one day, under lock."""
