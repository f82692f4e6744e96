"""Addresses of the directory, below ``/<lang>/services/``."""

from django.urls import path

from services_map import map_views, public_forms, views

urlpatterns = [
    path("", views.service_list, name="services_list"),
    path("map/", map_views.map_page, name="services_map_page"),
    path("map.geojson", map_views.places, name="services_map_places"),
    path("outline.json", map_views.ground, name="services_map_outline"),
    path("confirm/<slug:token>/", public_forms.confirm, name="services_confirm"),
    path("<slug:slug>/", views.service, name="services_service"),
    path("<slug:slug>/report/", public_forms.report, name="services_report"),
]
