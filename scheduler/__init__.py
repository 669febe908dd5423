"""What waits, and until when? Recurrence, manners, zones, and getting sent what is due."""
