"""Readers of sources: each module or package has COLLECTOR, find(target), read(source). They never import each other."""
