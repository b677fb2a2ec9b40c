"""What providers' payloads say of payments: decoded values in, rows of the ledger's tables out; pure."""
