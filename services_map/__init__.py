"""Where to get help: organizations, services, the places where they are given, how to reach them, when they were checked."""
