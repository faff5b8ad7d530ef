"""What may go wrong between the parent, the portal, the bank and the database, and what must then be true."""
