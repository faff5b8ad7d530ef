"""The editor while somebody types: saved as it goes, reviewed live, merged with what another clerk wrote."""
