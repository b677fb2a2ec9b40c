"""What came of a trial -> a screen, or JSON: one module for each kind, and what the standards say of any."""
