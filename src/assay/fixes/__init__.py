"""Safe fixes: a finding and the text of a file -> the mended text."""
