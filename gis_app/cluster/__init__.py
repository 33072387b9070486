"""More than one machine: parts of a large GeoParquet scored one by one, here or on a cluster."""
