"""Files of sites and shapes as people have them → checked tables in WGS84."""
