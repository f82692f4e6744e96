"""Pictures in pages: light renditions, made when a page is published, so that reading writes nothing."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.media.models import ImageText, PortalImage, PortalRendition

# Wide enough for a phone's screen at double density, light enough for its data plan; browsers take the first format that they know.
SPECS = {
    "avif": "width-640|format-avif|avifquality-50",
    "webp": "width-640|format-webp|webpquality-60",
    "jpeg": "width-640|format-jpeg|jpegquality-60",
}
_FIELDS = (
    "image",
    "filter_spec",
    "file",
    "width",
    "height",
    "image__credit",
    "image__texts__locale__language_code",
    "image__texts__alt",
)


@dataclass(frozen=True)
class Picture:
    """A picture for readers: the addresses of its formats, who made it, what it says in words.

    ``alt`` is the picture's own alternative text in ``alt_language``, empty where it has none; a page may say something else of it.
    """

    avif: str
    webp: str
    jpeg: str
    width: int
    height: int
    credit: str
    alt: str
    alt_language: str


def make(keys: Iterable[int], specs: Iterable[str] = SPECS.values()) -> None:
    """Make the renditions of these images that do not exist yet."""
    for image in PortalImage.objects.filter(pk__in=set(keys)):
        image.get_renditions(*specs)


def renditions(keys: Iterable[int], spec: str) -> dict[int, PortalRendition]:
    """One rendition each by the images' keys, in one query; one that is missing is made now."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = PortalRendition.objects.filter(image__in=wanted, filter_spec=spec).select_related("image")
    found = {rendition.image_id: rendition for rendition in rows}
    for image in PortalImage.objects.filter(pk__in=wanted - found.keys()) if wanted - found.keys() else ():
        found[image.pk] = image.get_rendition(spec)
    return found


def of(keys: Iterable[int], chain: Sequence[str]) -> dict[int, Picture]:
    """Pictures by the images' keys, with words in the first language of ``chain`` that has some; one query.

    What is missing, such as the formats of a picture that was replaced, is made now.
    """
    wanted = set(keys)
    if not wanted:
        return {}
    files, words = _stored(wanted)
    missing = {key for key in wanted if len(files[key]) < len(SPECS)}
    if missing:
        make(missing)
        files, words = _stored(wanted)
    return {key: _picture(files[key], words[key], chain) for key in wanted if len(files[key]) == len(SPECS)}


def has_alternative_text(image_id: int, block_value: Mapping[str, Any], language: str) -> bool:
    """Whether a picture in a page of ``language`` has words for those who cannot see it: the block's own, or the image's."""
    if str(block_value.get("alt") or "").strip():
        return True
    return ImageText.objects.filter(image=image_id, locale__language_code=language).exclude(alt="").exists()


_Files = dict[str, tuple[Any, ...]]  # by filter: name of the file, width, height, credit


def _stored(keys: set[int]) -> tuple[dict[int, _Files], dict[int, dict[str, str]]]:
    files: dict[int, _Files] = defaultdict(dict)
    words: dict[int, dict[str, str]] = defaultdict(dict)
    rows = PortalRendition.objects.filter(image__in=keys, filter_spec__in=SPECS.values()).values_list(*_FIELDS)
    for key, spec, *file, language, alt in rows:
        files[key][spec] = tuple(file)
        if alt:
            words[key][language] = alt
    return files, words


def _picture(files: _Files, words: dict[str, str], chain: Sequence[str]) -> Picture:
    storage = PortalRendition._meta.get_field("file").storage
    urls = {name: storage.url(files[spec][0]) for name, spec in SPECS.items()}
    _name, width, height, credit = files[SPECS["jpeg"]]
    language = next((code for code in chain if code in words), "")
    return Picture(
        **urls, width=width, height=height, credit=credit, alt=words.get(language, ""), alt_language=language
    )
