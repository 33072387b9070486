"""OGC API – Features and Processes over the loaded layers, by pygeoapi's parts."""
