"""One search over the articles, services and towns of a country, in its readers' languages (docs/adr/0031-search-index.md)."""
