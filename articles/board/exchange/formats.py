"""Reading and writing the files: gettext PO (one thing a file) and XLIFF 1.2 (many things of one language a file)."""

import io
import zipfile
import zlib
from collections.abc import Iterable
from xml.etree import ElementTree

import polib
from defusedxml import DefusedXmlException
from defusedxml import ElementTree as SafeTree
from django.utils.translation import gettext as _

from articles.board.exchange.units import Bundle, Unit

XLIFF = "urn:oasis:names:tc:xliff:document:1.2"
LARGEST = 20_000_000  # bytes of a file, and of all files in an archive together
MOST = 2_000  # files in an archive


class Unreadable(ValueError):
    """A file that is none of ours, or broken. Its text is for people."""


def po(bundle: Bundle) -> bytes:
    """One thing in one language as a PO file."""
    file = polib.POFile(wrapwidth=200)
    file.metadata = {
        "Project-Id-Version": bundle.title.replace("\n", " "),
        "Language": bundle.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Portal-Country": bundle.country,
        "X-Portal-Subject": f"{bundle.kind}:{bundle.subject}",
        "X-Portal-Source-Language": bundle.source_language,
        "X-Portal-Source": bundle.digest,
    }
    for unit in bundle.units:
        file.append(polib.POEntry(msgctxt=unit.path, msgid=unit.source, msgstr=unit.target))
    return str(file).encode()


def xliff(bundles: Iterable[Bundle]) -> bytes:
    """Many things in one language as one XLIFF file."""
    ElementTree.register_namespace("", XLIFF)
    root = ElementTree.Element(f"{{{XLIFF}}}xliff", version="1.2")
    for bundle in bundles:
        file = ElementTree.SubElement(
            root,
            f"{{{XLIFF}}}file",
            {
                "original": f"{bundle.country}/{bundle.kind}:{bundle.subject}",
                "product-version": bundle.digest,
                "source-language": bundle.source_language,
                "target-language": bundle.language,
                "datatype": "html",
            },
        )
        body = ElementTree.SubElement(file, f"{{{XLIFF}}}body")
        for number, unit in enumerate(bundle.units, start=1):
            element = ElementTree.SubElement(body, f"{{{XLIFF}}}trans-unit", {"id": str(number), "resname": unit.path})
            ElementTree.SubElement(element, f"{{{XLIFF}}}source").text = unit.source
            target = ElementTree.SubElement(element, f"{{{XLIFF}}}target")
            target.text = unit.target
            target.set("state", "translated" if unit.target else "needs-translation")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def archive(files: dict[str, bytes]) -> bytes:
    """Several files as a ZIP archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name, content)
    return out.getvalue()


def read(name: str, content: bytes) -> list[tuple[str, Bundle]]:
    """The bundles in a file or archive, with the name of their file. Raises Unreadable."""
    if len(content) > LARGEST:
        raise Unreadable(_("The file is too large."))
    lower = name.lower()
    if lower.endswith(".zip"):
        return [found for inner, data in _unpacked(content) for found in read(inner, data)]
    if lower.endswith(".po"):
        return [(name, _read_po(content))]
    if lower.endswith((".xlf", ".xliff")):
        return [(name, bundle) for bundle in _read_xliff(content)]
    raise Unreadable(_("This is no PO or XLIFF file: its name must end in .po, .xlf or .xliff, or .zip for several."))


def _unpacked(content: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            # No archive within an archive, however its name is written: some hold themselves.
            files = (info for info in packed.infolist() if not info.is_dir())
            inside = [info for info in files if not info.filename.lower().endswith(".zip")]
            if len(inside) > MOST or sum(info.file_size for info in inside) > LARGEST:
                raise Unreadable(_("The archive is too large."))
            return [(info.filename, packed.read(info)) for info in inside]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise Unreadable(_("The archive is broken.")) from error


def _read_po(content: bytes) -> Bundle:
    try:
        text = content.decode("utf-8-sig")
        if cut := next((line for line in text.splitlines() if _unended(line)), ""):
            raise ValueError(cut)  # polib would take what is left of a file that was cut off
        # A comment first: polib would open a file of the server if the text were the path of one.
        file = polib.pofile(f"#\n{text}")
    except (OSError, UnicodeDecodeError, ValueError, IndexError) as error:
        raise Unreadable(_("The PO file is broken: %(reason)s") % {"reason": str(error)[:200]}) from error
    values = file.metadata
    kind, _colon, subject = values.get("X-Portal-Subject", "").partition(":")
    country, digest = values.get("X-Portal-Country", ""), values.get("X-Portal-Source", "")
    if not (subject and country and digest):
        raise Unreadable(_("The PO file does not say what it is a translation of: it was not exported here."))
    units = tuple(
        Unit(entry.msgctxt or "", entry.msgid, "" if entry.fuzzy else entry.msgstr)
        for entry in file
        if not entry.obsolete
    )
    return Bundle(
        country,
        kind,
        subject,
        values.get("X-Portal-Source-Language", ""),
        values.get("Language", ""),
        digest,
        "",
        units,
    )


def _unended(line: str) -> bool:
    line = line.strip()
    return line.startswith(("msg", '"')) and not (line.endswith('"') and line.count('"') > 1)


def _read_xliff(content: bytes) -> list[Bundle]:
    try:
        root = SafeTree.fromstring(content, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable(_("The XLIFF file is broken: %(reason)s") % {"reason": str(error)[:200]}) from error
    if root.tag != f"{{{XLIFF}}}xliff":
        raise Unreadable(_("This is no XLIFF 1.2 file."))
    found = []
    for file in root.iter(f"{{{XLIFF}}}file"):
        country, _slash, rest = file.get("original", "").partition("/")
        kind, _colon, subject = rest.partition(":")
        digest = file.get("product-version", "")
        if not (country and subject and digest):
            raise Unreadable(_("The XLIFF file does not say what it is a translation of: it was not exported here."))
        units = tuple(_unit(element) for element in file.iter(f"{{{XLIFF}}}trans-unit"))
        language, source = file.get("target-language", ""), file.get("source-language", "")
        found.append(Bundle(country, kind, subject, source, language, digest, "", units))
    if not found:
        raise Unreadable(_("The XLIFF file is empty."))
    return found


def _unit(element: ElementTree.Element) -> Unit:
    source, target = element.find(f"{{{XLIFF}}}source"), element.find(f"{{{XLIFF}}}target")
    for part in (source, target):
        if part is not None and len(part):
            raise Unreadable(
                _("The XLIFF file has marks inside a text that we do not write; keep <b> and the like as plain text.")
            )
    said = (target.text or "").strip() if target is not None else ""
    return Unit(element.get("resname", ""), (source.text or "") if source is not None else "", said)
