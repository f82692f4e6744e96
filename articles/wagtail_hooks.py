"""What articles add to home and topic pages."""

from typing import Any

from wagtail import hooks

from articles import listing
from portal.countries.models import TopicPage
from portal.countries.screen import Screen


@hooks.register("portal_topic_contents")
def articles_of_topic(screen: Screen, page: TopicPage) -> dict[str, Any]:
    """The topic's articles."""
    frame, found = screen.frame, screen.found
    topics = {variant.pk: variant for variant in (*found.variants.values(), found.shown, found.source) if variant}
    return {"articles": listing.of_topic(frame, found.language, topics.values(), on=frame.today())}
