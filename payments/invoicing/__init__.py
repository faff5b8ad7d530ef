"""Invoices: drafted in a run, issued without a gap in their numbers, read, paid, cancelled with a reason."""
