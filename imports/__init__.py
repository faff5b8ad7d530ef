"""Files from the mairie: previewed, then applied."""
