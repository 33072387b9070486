"""Layers to maps and HTML; no Streamlit here."""
