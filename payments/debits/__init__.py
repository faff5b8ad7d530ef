"""Direct debits (SEPA): mandates a family signs, debits announced then sent to the bank, and those it rejects."""
