"""Forms of an answer: a page of a list, all items one a line, a single object; and errors."""

import json
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from ninja import NinjaAPI, Schema
from ninja.errors import ValidationError

from locales import languages
from portal.core.pagecache import mark_public
from services_map.hsds.context import Context, Json
from services_map.hsds.parameters import DEFAULT_PAGE, LARGEST_PAGE, BadParameter, Listing

Item = TypeVar("Item")
SCHEMAS = "https://raw.githubusercontent.com/openreferral/specification/3.1/schema/"


class Page(Schema):
    """A page of a list. ``empty``: nothing was found."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: list[dict[str, Any]]


class HsdsAPI(NinjaAPI):
    """Answers may be kept by caches like any page; what it could not understand it says by parameter."""

    def create_response(self, request: HttpRequest, data: Any, **kwargs: Any) -> HttpResponse:
        if kwargs.get("temporal_response") is None:
            kwargs.setdefault("status", 200)
        response: HttpResponse = super().create_response(request, data, **kwargs)
        return mark_public(response) if response.status_code == 200 and request.method != "POST" else response

    def set_default_exception_handlers(self) -> None:
        super().set_default_exception_handlers()
        self.add_exception_handler(ValidationError, self._not_understood)
        self.add_exception_handler(BadParameter, self._impossible)

    def _not_understood(self, request: HttpRequest, error: Any) -> HttpResponse:
        faults = [{"parameter": str(item["loc"][-1]), "message": item["msg"]} for item in error.errors]
        return self.create_response(request, {"detail": faults}, status=400)

    def _impossible(self, request: HttpRequest, error: Any) -> HttpResponse:
        fault = {"parameter": error.parameter, "message": error.message}
        return self.create_response(request, {"detail": [fault]}, status=404 if error.parameter == "page" else 400)


def single(api: NinjaAPI, request: HttpRequest, context: Context, data: Json) -> HttpResponse:
    """One object. Identifiers can be spelled in many ways; only our own spelling is kept by caches, else a stranger could fill them."""
    response = _in_language(api.create_response(request, data), context)
    if not request.path.endswith(f"/{data['id']}"):
        response["Cache-Control"] = "no-store"
    return response


def listing(
    api: NinjaAPI,
    request: HttpRequest,
    context: Context,
    asked: Listing,
    items: Sequence[Item],
    make: Callable[[Sequence[Item]], list[Json]],
    *,
    on_one_page: bool = False,
) -> HttpResponseBase:
    """Items as the parameters ask for them; ``make`` turns some of them into objects. Raises BadParameter."""
    if asked.format == "ndjson":
        lines = StreamingHttpResponse(_lines(context, items, make), content_type="application/x-ndjson")
        return _in_language(lines, context)
    size = asked.per_page or (max(len(items), 1) if on_one_page else DEFAULT_PAGE)
    pages = max(1, math.ceil(len(items) / size))
    if asked.page > pages:
        raise BadParameter("page", f"The last page is {pages}.")
    shown = items[(asked.page - 1) * size : asked.page * size]
    page: Json = {
        "total_items": len(items),
        "total_pages": pages,
        "page_number": asked.page,
        "size": len(shown),
        "first_page": asked.page == 1,
        "last_page": asked.page == pages,
        "empty": not items,
        "contents": make(shown),
    }
    return _in_language(api.create_response(request, page), context)


def documented(schema: str, *, paged: bool = False) -> Json:
    """For the document of the interface: which object of the standard is answered."""
    reference = {"$ref": f"{SCHEMAS}{schema}.json"}
    if paged:
        items = {"properties": {"contents": {"type": "array", "items": reference}}}
        reference = {"allOf": [{"$ref": "#/components/schemas/Page"}, items]}  # type: ignore[dict-item]
    return {"responses": {200: {"content": {"application/json": {"schema": reference}}}}}


def _lines(context: Context, items: Sequence[Item], make: Callable[[Sequence[Item]], list[Json]]) -> Iterator[bytes]:
    for start in range(0, len(items), LARGEST_PAGE):
        with translation.override(context.language):  # it is sent after the request's own language has gone
            made = make(items[start : start + LARGEST_PAGE])
        yield b"".join(json.dumps(item, ensure_ascii=False).encode() + b"\n" for item in made)


AnyResponse = TypeVar("AnyResponse", bound=HttpResponseBase)


def _in_language(response: AnyResponse, context: Context) -> AnyResponse:
    response.headers["Content-Language"] = languages.tag(context.language)
    return response
