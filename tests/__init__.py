"""The tests of the project: a package of its own, whatever else is installed as `tests`."""
