"""Guides that people read: articles, what they are made of, when they were checked, how they are translated."""
