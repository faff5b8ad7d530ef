"""What the rest of the house tells this room."""
