"""The evidence lake: Parquet files appended and never changed, and the catalog that says which belong together."""
