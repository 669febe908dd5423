"""What stops a start, so far as the database is to blame."""


class DatabaseError(Exception):
    """The database cannot be used; the message says why and how to mend it."""
