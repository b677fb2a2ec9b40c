"""Why scores changed between two runs, in each format."""
