"""What a page says."""

from django.http import HttpResponse


def page_text(response: HttpResponse) -> str:
    return response.content.decode()
