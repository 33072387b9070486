"""Projects and their scenarios: the model, the store with its history, files, PostgreSQL."""
