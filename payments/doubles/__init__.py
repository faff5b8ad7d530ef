"""Stand-ins for other people's services, each in a process of its own; none shares a line with what speaks to it."""
