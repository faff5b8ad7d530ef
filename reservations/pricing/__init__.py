"""Worlds: the lines of a household under one price règlement, and what a change costs."""
