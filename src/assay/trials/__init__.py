"""Evidence that is made by acting on a running system: exchanges and what failed in them, as rows."""
