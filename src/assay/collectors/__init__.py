"""Readers of sources: each module (or package) states COLLECTOR and has find(target) and read(source). They never import each other."""
