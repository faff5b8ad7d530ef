"""« Modification avancée »: many days at once, seen with their price before anything is applied."""
