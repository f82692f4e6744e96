"""Leaflets: articles and services as PDF, to be printed and handed out, with the register of editions (docs/adr/0036-leaflets.md)."""
