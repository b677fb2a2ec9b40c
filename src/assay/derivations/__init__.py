"""Rows computed from the rows of the whole target: each module states DERIVATION. They never import each other."""
