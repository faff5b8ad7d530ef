"""The services in the back office: forms, filters and lists."""
