"""The empty workbook that officers fill in: the columns, instructions in plain words, and the values that are allowed."""

from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation

from portal.core.formulas import guard
from portal.countries.models import Country
from services_map import vocabulary as v
from services_map.models import Service
from services_map.spreadsheets import lookups as reference
from services_map.spreadsheets.columns import SHEET, Columns
from services_map.spreadsheets.lookups import Lookups
from services_map.spreadsheets.writing import packed, width

INSTRUCTIONS, ALLOWED = "Instructions", "Allowed values"
PLACES = 2  # groups of columns for places; officers add more
_LAST_ROW = 2000  # down to which lists are offered
_WRAP = Alignment(wrap_text=True, vertical="top")


def make(country: Country) -> bytes:
    """The template of a country, as an Excel workbook."""
    lookups = reference.read(country)
    columns = Columns(lookups, PLACES)
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.freeze_panes = "C2"
    ranges = _allowed(book.create_sheet(ALLOWED), lookups)
    _instructions(book.create_sheet(INSTRUCTIONS, 1), columns)
    for position, column in enumerate((one for one in columns if not one.read_only), start=1):
        letter = get_column_letter(position)
        cell = sheet.cell(1, position, column.header)
        cell.font, cell.alignment = Font(bold=True), _WRAP
        sheet.column_dimensions[letter].width = width(column)
        if column.allowed in ranges and column.kind.blank != () and column.key not in ("contacts", "exceptions"):
            offered = DataValidation(
                type="list", formula1=ranges[column.allowed], allow_blank=True, showErrorMessage=False
            )
            offered.add(f"{letter}2:{letter}{_LAST_ROW}")
            sheet.add_data_validation(offered)
    return packed(book)


def allowed_values(lookups: Lookups) -> dict[str, list[tuple[str, str]]]:
    """By name of the list: pairs of what to write and what it means."""
    vocabularies: dict[str, Any] = {
        "status": Service.Status, "organization type": v.OrganizationType, "for whom": v.Population,
        "accessibility": v.Accessibility, "cost": v.Cost, "status needed": v.StatusNeeded, "capacity": v.Capacity,
        "referral": v.Referral, "who may refer": v.ReferralBy, "how to refer": v.ReferralMethod,
        "visibility": v.Visibility, "contact kind": v.ContactKind, "reason": v.ExceptionReason,
    }  # fmt: skip
    return {
        "category": [(slug, lookups.category_names[slug]) for slug in lookups.categories.codes],
        "town": [(slug, lookups.town_names[slug]) for slug in lookups.towns.codes],
        "language": [(code, name) for code, name in v.language_choices()],
        "yes or no": [("yes", _("yes")), ("no", _("no"))],
        **{name: [(str(code), str(label)) for code, label in codes.choices] for name, codes in vocabularies.items()},
    }


def _allowed(sheet: Any, lookups: Lookups) -> dict[str, str]:
    """Fill the sheet: two columns a list. Returns the range of each."""
    ranges = {}
    for position, (name, values) in enumerate(allowed_values(lookups).items()):
        column = 2 * position + 1
        letter = get_column_letter(column)
        sheet.cell(1, column, name).font = Font(bold=True)
        for row, (code, label) in enumerate(values, start=2):
            sheet.cell(row, column, code)
            sheet.cell(row, column + 1, guard(label))  # names that somebody typed
        sheet.column_dimensions[letter].width = sheet.column_dimensions[get_column_letter(column + 1)].width = 24
        if values:
            ranges[name] = f"{quote_sheetname(ALLOWED)}!${letter}$2:${letter}${len(values) + 1}"
    sheet.freeze_panes = "A2"
    return ranges


def _instructions(sheet: Any, columns: Columns) -> None:
    lines = [
        _("One row is one service. Write into the sheet “Services” and leave the headers in English as they are."),
        _("Give every service an id of your own. With the same id the same service is changed, never doubled."),
        _("Nothing is changed when you send the file: first you see what would become of each row."),
        _(
            "A column that you leave out changes nothing. An empty cell empties what is stored, but where it says otherwise below."
        ),
        _("Rows that you leave out stay as they are: nothing is ever deleted through a file."),
        _("Lists are separated by semicolons. Days are written as in 2026-12-24."),
        _("Write values, no formulas, and merge no cells."),
        _("A service with more than two places: add the columns “place 3 name”, “place 3 visibility” and so on."),
        _(
            "The address of a hidden place is sealed when you send the file, and never comes out in one. Delete your copy."
        ),
        _("Sending a file is no check. Only the column “checked on” says that somebody has checked the service."),
    ]
    for row, line in enumerate(lines, start=1):
        sheet.cell(row, 1, line)
    first = len(lines) + 2
    for position, title in enumerate(
        (_("column"), _("what it means"), _("as in"), _("list of allowed values"), ""), start=1
    ):
        sheet.cell(first, position, title).font = Font(bold=True)
    for row, column in enumerate((one for one in columns if not one.read_only), start=first + 1):
        note = _("Needed for a new service.") if column.needed else _("Empty: stays as it is.") if column.keep else ""
        for position, text in enumerate(
            (column.header, str(column.help), column.example, column.allowed, note), start=1
        ):
            sheet.cell(row, position, text).alignment = _WRAP
    for letter, characters in zip("ABCDE", (28, 60, 36, 22, 28), strict=True):
        sheet.column_dimensions[letter].width = characters
