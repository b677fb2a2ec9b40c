"""A review of a change rendered, one module per format: each has `render(Review, ...)` and prints nothing itself."""
