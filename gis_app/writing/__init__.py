"""Layers and scored sites → the files that GIS programs and offices open."""
