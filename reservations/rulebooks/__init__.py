"""A règlement in a file, asked without the web and without the database."""
