"""Recordings with transcripts, and images. Files are kept apart per country by Wagtail's collections."""
