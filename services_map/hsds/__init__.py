"""The directory in the Human Services Data Specification 3.1 (openreferral.org): an API for each country and a data package.

Read only, and only what readers see: everything is built on ``services_map.directory``, which holds no draft, nothing that was
withdrawn and nothing of a hidden place. Decisions where the standard leaves room:

- A language for each request (``language=``), the country's source language otherwise. Where a service lacks it, the best
  fallback; the attribute of the taxonomy "text-language" says which.
- A hidden place has no location and no service at location; the service says "contact first" in an attribute. An area has the
  town's own point, said to be approximate, and an address of the town's name only.
- What humanitarian mapping needs and the standard lacks (populations, status needed, freshness ...) is an attribute with a term
  of our own taxonomies (``terms``).
- Things without an id of their own get one derived from their owner's, so that it stays the same (``ids``).
- There is no e-mail address of whoever checked a service: it would be a person's.
- Cells of the data package are not changed against formulas: telephone numbers begin with "+", and machines read it. People get
  guarded spreadsheets from ``services_map.spreadsheets``.
"""
