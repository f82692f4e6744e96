"""Says at the start what leaflets lack; everything else works without them."""

from typing import Any

from django.core import checks

from portal.leaflets import drawing, fonts


@checks.register()
def leaflets_can_be_drawn(**kwargs: Any) -> list[checks.CheckMessage]:
    """A warning where the libraries or the fonts are not there."""
    found: list[checks.CheckMessage] = []
    if problem := drawing.missing():
        found.append(
            checks.Warning(problem, hint="All else works. docs/operators/README.md, Leaflets.", id="leaflets.W001")
        )
    if not fonts.FOLDER.is_dir():
        found.append(
            checks.Warning("The fonts of leaflets are not installed.", hint="Run `npm ci`.", id="leaflets.W002")
        )
    return found
