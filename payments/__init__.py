"""Who owes what: orders, means of payment, invoices and the ledger that never forgets."""
