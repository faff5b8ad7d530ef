"""Who people are: households, guardians, children, and who may open which file."""
