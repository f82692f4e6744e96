"""Addresses below ``cms/``."""

from django.urls import path

from portal.leaflets import register_views, views

urlpatterns = [
    path("leaflets/", views.choose, name="leaflets_choose"),
    path("leaflets/jobs/<int:pk>/", views.job, name="leaflets_job"),
    path("leaflets/jobs/<int:pk>/retry/", views.retry, name="leaflets_job_retry"),
    path("leaflets/jobs/<int:pk>/leaflets.zip", views.download_all, name="leaflets_job_zip"),
    path("leaflets/jobs/<int:pk>/<int:number>.pdf", views.download, name="leaflets_job_file"),
    path("leaflets/editions/", register_views.editions, name="leaflets_editions"),
    path("leaflets/editions/<int:pk>/", register_views.edition, name="leaflets_edition"),
    path("leaflets/in/<slug:country>/handouts.csv", register_views.as_csv, name="leaflets_csv"),
]
