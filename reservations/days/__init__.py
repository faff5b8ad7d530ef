"""What a day is for a child: free, held, booked, full or closed, at what price, and why."""
