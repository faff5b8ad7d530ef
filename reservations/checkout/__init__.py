"""From the basket to the bank: what it costs, line by line, and what stands in the way."""
