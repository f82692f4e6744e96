"""Why there is no leaflet."""


class NoLeaflet(Exception):
    """The common base."""


class NotThere(NoLeaflet):
    """Nothing that the public may read is there in this language, or nothing any more."""


class TooMany(NoLeaflet):
    """More than a leaflet holds. ``most``: how much it holds."""

    def __init__(self, most: int) -> None:
        super().__init__(str(most))
        self.most = most


class Busy(NoLeaflet):
    """Another leaflet is being drawn; try again in some seconds."""


class NotInstalled(NoLeaflet):
    """The machine lacks what draws leaflets; the message says what."""
