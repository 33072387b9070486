"""The app's pages: each has a function `page()`; `session` is what they share."""
