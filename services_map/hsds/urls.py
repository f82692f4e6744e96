"""Addresses below ``/api/hsds/``."""

from django.urls import path

from services_map.hsds.api import api

urlpatterns = [path("", api.urls)]
