"""The life of a country site: its stages, its export and import, its copy for a disk, its end."""
