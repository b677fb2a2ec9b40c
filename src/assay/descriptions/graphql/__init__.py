"""GraphQL: schemas read from their definition or an introspection, and documents held against them."""
