"""Pictures in pages: one light rendition each, made when a page is published, so that reading writes nothing."""

from collections.abc import Iterable

from portal.media.models import PortalImage, PortalRendition

# Wide enough for a phone's screen at double density, light enough for its data plan.
SPEC = "width-640|format-webp|webpquality-60"


def make(keys: Iterable[int]) -> None:
    """Make the renditions of these images that do not exist yet."""
    for image in PortalImage.objects.filter(pk__in=set(keys)):
        image.get_rendition(SPEC)


def renditions(keys: Iterable[int]) -> dict[int, PortalRendition]:
    """The renditions of images by the images' keys, in one query; one that is missing is made now."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = PortalRendition.objects.filter(image__in=wanted, filter_spec=SPEC).select_related("image")
    found = {rendition.image_id: rendition for rendition in rows}
    for image in PortalImage.objects.filter(pk__in=wanted - found.keys()) if wanted - found.keys() else ():
        found[image.pk] = image.get_rendition(SPEC)
    return found
