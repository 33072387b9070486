"""A million sites: read, scored and written in batches of columns, none of them held whole."""
