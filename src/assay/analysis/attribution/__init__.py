"""A number that is not what was expected, by several dimensions -> the combinations of values where it went wrong."""
