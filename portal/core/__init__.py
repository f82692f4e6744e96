"""The shared kernel: nothing here knows of countries or articles."""
