"""Addresses of the search, below ``/<lang>/search/``."""

from django.urls import path

from portal.search import views

urlpatterns = [
    path("", views.search, name="search"),
    path("suggest/", views.suggest, name="search_suggest"),
]
