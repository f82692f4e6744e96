"""Leaflets of test countries."""

import io
import re
import shutil
import subprocess

import zxingcpp
from PIL import Image
from pypdf import PdfReader

from articles.models import ArticlePage
from portal.countries import frame as frames
from portal.countries.models import Country
from portal.leaflets import composing
from portal.leaflets.asking import Ask
from portal.leaflets.composing import Composed


def ask_of(*articles: ArticlePage) -> Ask:
    return Ask(articles=tuple(str(article.translation_key) for article in articles))


def compose(country: Country | str, language: str, *articles: ArticlePage, **services: str) -> Composed:
    """A leaflet of articles, or of services by ``town`` and ``category``."""
    slug = country if isinstance(country, str) else country.slug
    frame = frames.at_host(f"{slug}.localhost")
    assert frame
    return composing.compose(frame, language, ask_of(*articles) if articles else Ask(**services))


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """The words of all pages, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader(pdf).pages).split())


def spoken(pdf: bytes) -> str:
    """What screen readers get of letters that PDF cannot map back: the ActualText of all pages."""
    found = []
    for page in reader(pdf).pages:
        content = page.get_contents().get_data().decode("latin-1")
        found += [
            bytes.fromhex(code).decode("utf-16-be") for code in re.findall(r"/ActualText <FEFF([0-9a-fA-F]+)>", content)
        ]
    return " ".join(" ".join(found).split())


def scanned(pdf: bytes) -> list[str]:
    """The codes on the first page, as a camera reads them from paper; poppler's pdftoppm draws it."""
    drawn = subprocess.run(
        [str(shutil.which("pdftoppm")), "-r", "150", "-f", "1", "-l", "1", "-png"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(drawn.stdout)))]


def picture(pdf: bytes, page: int = 1) -> Image.Image:
    """A page as it looks, in grey."""
    drawn = subprocess.run(
        [str(shutil.which("pdftoppm")), "-r", "60", "-f", str(page), "-l", str(page), "-gray"],
        input=pdf, capture_output=True, check=True,
    )  # fmt: skip
    return Image.open(io.BytesIO(drawn.stdout))
