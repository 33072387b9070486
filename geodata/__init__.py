"""Geodata of the planner: committed vector layers, their provenance, and one door to read them."""
