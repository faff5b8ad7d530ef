"""The doors of the régie, one file a subject."""
