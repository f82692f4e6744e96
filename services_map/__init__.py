"""Where to get help: the service directory. Nothing stands here yet."""
