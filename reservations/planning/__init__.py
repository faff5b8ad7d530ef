"""The calendar as a page shows it and reads it back."""
