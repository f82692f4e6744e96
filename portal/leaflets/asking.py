"""What a leaflet can be of: an article, several articles, or the services of a town and a category."""

import hashlib
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True)
class Ask:
    """``articles``: translation keys in their order. Without any, services: of a town, of a category (short names), of both, or all."""

    articles: tuple[str, ...] = ()
    town: str = ""
    category: str = ""

    @classmethod
    def of(cls, asked: dict[str, Any]) -> "Ask":
        """The reverse of ``as_json``. Raises ValueError for what is no key of an article."""
        keys = tuple(str(UUID(key)) for key in asked.get("articles", ()))
        return cls(keys, asked.get("town", ""), asked.get("category", ""))

    def as_json(self) -> dict[str, Any]:
        """For a JSON field."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def key(self) -> str:
        """A short name for it: editions are counted under it."""
        if len(self.articles) == 1:
            return f"article:{self.articles[0]}"
        if self.articles:
            return f"articles:{hashlib.blake2b(','.join(self.articles).encode(), digest_size=16).hexdigest()}"
        return f"services:{self.town}:{self.category}"
