"""The scenario matrix of payments, played through with a shop: its cells, and what its provider saw of them."""
