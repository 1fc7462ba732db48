"""MEASURE: what AI costs, who uses it and what it decides, as bulk facts in Parquet; metrics over them."""
