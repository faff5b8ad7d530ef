"""What happens on a given day: activities, sessions, bookings."""
