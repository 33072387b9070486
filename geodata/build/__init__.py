"""Scripts that write the committed vector layers; needed only when a layer is rebuilt."""
