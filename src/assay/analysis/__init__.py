"""Analyses over runs: trends, change points, why a score changed."""
