"""Print maps and reports: figures with Matplotlib, documents with python-docx and typst."""
