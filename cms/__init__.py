"""The public site: news, documents, pages, and the shell every page stands in."""
