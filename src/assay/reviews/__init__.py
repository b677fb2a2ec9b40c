"""What people decide about findings: the gate, and the acceptance of what is known."""
