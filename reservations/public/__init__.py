"""What anybody may read of the services, without an account: tariffs, deadlines, what a month would cost."""
