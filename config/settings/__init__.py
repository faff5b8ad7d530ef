"""Settings: base, then dev, test, demo or production."""
