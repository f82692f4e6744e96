"""Addresses of reading without a network, below ``/<lang>/offline/``."""

from django.urls import path, re_path

from portal.offline import views

urlpatterns = [
    path("", views.manage, name="offline"),
    path("find/", views.find, name="offline_find"),
    path("pack.json", views.pack, name="offline_pack"),
    re_path(r"^parts/(?P<digest>[0-9a-f]{16})\.json$", views.part, name="offline_part"),
]
