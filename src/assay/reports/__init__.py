"""Findings and measures rendered, one module per format: each has `render(Result, ...)` and prints nothing itself."""
