"""Translations as files: PO and XLIFF 1.2 out, and back in."""
