"""The application over `layers`: command line, web app, and the edge where files come in."""
