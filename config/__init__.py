"""The site: its settings, its doors."""
