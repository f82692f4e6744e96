"""A5 pages laid out on A4 sheets, so that the printed sheets fold into a booklet."""

import io

from portal.leaflets.layouts import booklet

_A4 = 297 / 25.4 * 72  # the long side, in points: a millimetre more than two A5 pages


def fold(pdf: bytes, *, rtl: bool) -> bytes:
    """The booklet of a PDF of A5 pages: A4 landscape, two pages to a side. It is for a printer: the tags for screen readers are lost."""
    from pypdf import PdfReader, PdfWriter, Transformation

    reader, writer = PdfReader(io.BytesIO(pdf)), PdfWriter()
    pages = reader.pages
    width, height = float(pages[0].mediabox.width), float(pages[0].mediabox.height)
    edge = _A4 / 2 - width
    for left, right in booklet(len(pages), rtl=rtl):
        side = writer.add_blank_page(_A4, height)
        for number, across in ((left, edge), (right, _A4 / 2)):
            if number is not None:
                side.merge_transformed_page(pages[number], Transformation().translate(across, 0))
        side.compress_content_streams()
    writer.compress_identical_objects()
    if reader.metadata:
        writer.add_metadata(
            {name: str(value) for name, value in reader.metadata.items() if name in ("/Title", "/Author")}
        )
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def count(pdf: bytes) -> int:
    """How many pages a PDF has."""
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)
