"""Files as officers send them: what can be read is read, everything else gets a message that says what to do."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest

from services_map.spreadsheets import reading
from services_map.spreadsheets.reading import BadFile, Table

HEADER = ["id", "name (en)", "hours"]


def workbook(*rows, title="Services", change=lambda sheet: None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    change(book.active)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def packed(**parts: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return data.getvalue()


def read(data: bytes, name: str = "services.xlsx") -> Table:
    return reading.read(name, io.BytesIO(data), len(data))


def refusal(data: bytes, name: str = "services.xlsx") -> str:
    with pytest.raises(BadFile) as refused:
        read(data, name)
    return str(refused.value)


def test_a_workbook_becomes_text_with_addresses():
    table = read(workbook(HEADER, [17, dt.date(2026, 12, 24), 47.0105], [], ["B", True, "two\nlines "]))
    assert (table.sheet, table.header, table.numbers) == ("Services", HEADER, [2, 4])
    assert table.rows == [["17", "2026-12-24", "47.0105"], ["B", "yes", "two\nlines"]]
    assert table.cell(4, 27) == "Sheet “Services”, cell AB4"


def test_the_sheet_of_services_is_found_among_others():
    def other(sheet):
        sheet.parent.create_sheet("Services").append(["id"])

    assert read(workbook(["wrong"], title="Notes", change=other)).header == ["id"]


def test_merged_cells_are_named():
    data = workbook(HEADER, ["1", "a", "b"], change=lambda sheet: sheet.merge_cells("B2:C3"))
    assert "B2:C3" in refusal(data)
    assert "merged" in refusal(data)


def test_formulas_and_errors_are_named():
    assert "B2" in refusal(workbook(HEADER, ["1", "=1+1", ""]))
    assert "values only" in refusal(workbook(HEADER, ["1", "=1+1", ""]))

    def broken(sheet):
        sheet["C2"].value, sheet["C2"].data_type = "#REF!", "e"

    assert "C2" in refusal(workbook(HEADER, ["1", "a", ""], change=broken))


def test_text_that_looks_like_a_formula_is_text():
    def text(sheet):
        for cell, value in zip(sheet[2], ["@x", "'=HYPERLINK(1)", "-5"], strict=True):
            cell.value, cell.data_type = value, "s"

    assert read(workbook(HEADER, ["", "", ""], change=text)).rows == [["@x", "=HYPERLINK(1)", "-5"]]


@pytest.mark.parametrize("data, name, says", [
    (b"", "services.xlsx", "empty"),
    (b"\n\n", "services.csv", "empty"),
    (b"%PDF-1.7 ...", "services.xlsx", "PDF"),
    (b"\xd0\xcf\x11\xe0 old", "services.xlsx", "password"),
    (b"id,name\n", "services.xlsx", "no Excel workbook"),
    (b"id,name\n", "services.docx", "no .xlsx"),
    (packed(**{"word/document.xml": b"<w:document/>"}), "services.xlsx", "no Excel workbook"),
    (b"PK\x03\x04 nothing more", "services.xlsx", "damaged"),
    (b'id,name\n1,"open\n', "services.csv", "quotation mark"),
    (b"id\0,name\n", "services.csv", "no table of text"),
])  # fmt: skip
def test_no_spreadsheet_at_all(data, name, says):
    assert says in refusal(data, name)


def test_a_large_file_is_refused_before_it_is_read():
    class Unreadable(io.RawIOBase):
        def read(self, *args):
            raise AssertionError("it was read")

    with pytest.raises(BadFile, match="200 MB"):
        reading.read("services.xlsx", Unreadable(), 200 * 1024 * 1024)


def test_a_zip_bomb_is_not_unpacked():
    bomb = packed(**{"xl/workbook.xml": bytes(300 * 1024 * 1024)})
    assert len(bomb) < 1024 * 1024
    assert "unpacks to far more" in refusal(bomb)
    assert "unpacks to far more" in refusal(packed(**{f"part{number}": b"" for number in range(3000)}))


def test_a_cell_far_out_is_refused_without_filling_the_memory():
    assert "XFD" in refusal(workbook(HEADER, change=lambda sheet: sheet.cell(1_000_000, 16_384, "x")))


@pytest.mark.parametrize("encoding, text", [
    ("utf-8", "Žižkov, Будинок"),
    ("utf-8-sig", "Žižkov, Будинок"),
    ("utf-16", "Žižkov, Будинок"),
    ("utf-16-le", "Žižkov, Будинок"),
    ("windows-1251", "Будинок культури у Кишиневі"),
    ("windows-1250", "Poradna pro uprchlíky, Žižkov, příliš žluťoučký kůň"),
])  # fmt: skip
def test_csv_in_the_letters_of_several_programs(encoding, text):
    table = read(f'id;name (en);x\n1;"{text}";ASCII only\n'.encode(encoding), "services.csv")
    assert table.rows == [["1", text, "ASCII only"]]
    assert bool(table.notes) == encoding.startswith("windows")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_with_any_separator(separator):
    line = separator.join
    text = "\r\n".join([line(HEADER), line(["1", '"a ""b""\r\nc"', "2026-01-02"]), "", line(["2"])])
    table = read(text.encode(), "services.csv")
    assert table.rows == [["1", 'a "b"\nc', "2026-01-02"], ["2"]]
    assert table.numbers == [2, 4]


def test_the_line_that_names_the_separator_is_no_row():
    assert read(b"sep=;\r\nid;name (en)\r\n1;a, b\r\n", "services.csv").rows == [["1", "a, b"]]
