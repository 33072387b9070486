"""The user's own layers in place of shipped ones: from a folder of files, or from PostGIS."""
