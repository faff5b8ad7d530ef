"""The end of a month: what each family owes for its deferred activities, priced again and handed to the invoices."""
