"""Readers of sources: each module or package has COLLECTOR, find(target), read(source); none imports another."""
