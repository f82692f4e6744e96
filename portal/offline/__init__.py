"""Reading without a network: the service worker, the manifest for the home screen, and packs of a country in a language."""
