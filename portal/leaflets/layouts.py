"""The papers on which a leaflet is printed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Layout(models.TextChoices):
    """Size and folding."""

    A5 = "a5", _("A5")
    FOLDED = "folded", _("A4, folded to an A5 booklet")
    A4 = "a4", _("A4")

    @property
    def page(self) -> str:
        """The CSS size of one page of the leaflet; a folded sheet carries two A5 pages on each side."""
        return "A4" if self == Layout.A4 else "A5"


def booklet(count: int, *, rtl: bool) -> list[tuple[int | None, int | None]]:
    """The pages on each side of the sheets of a folded booklet, as (left, right), numbered from 0; None is an empty page.

    Sheets are printed on both sides, flipped on the short edge, laid into one another and folded once. Read from left to right the first
    page stands on the right half of the first side; from right to left on its left half.
    """
    total = -(-count // 4) * 4
    sides = []
    for sheet in range(total // 4):
        first, last = 2 * sheet, total - 1 - 2 * sheet
        sides += [(last, first), (first + 1, last - 1)]
    if rtl:
        sides = [(right, left) for left, right in sides]
    return [(_page(left, count), _page(right, count)) for left, right in sides]


def _page(number: int, count: int) -> int | None:
    return number if number < count else None
