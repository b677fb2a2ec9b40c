"""The evidence lake: Parquet files that are appended and never changed, and the catalog that says which belong together."""
