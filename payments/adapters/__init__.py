"""The means of payment: one file each, none knows another."""
