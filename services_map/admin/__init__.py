"""The officer's side of the directory, in the Wagtail admin."""
