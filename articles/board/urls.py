"""Addresses of the board, below ``cms/``."""

from django.urls import path

from articles.board import cell_views, glossary_views, job_views, views

urlpatterns = [
    path("translations/", views.board, name="translation_board"),
    path("translations/glossary/", glossary_views.glossary, name="translation_glossary"),
    path("translations/glossary/add/", glossary_views.add, name="translation_glossary_add"),
    path("translations/glossary/<int:pk>/", glossary_views.edit, name="translation_glossary_edit"),
    path("translations/glossary/<int:pk>/delete/", glossary_views.delete, name="translation_glossary_delete"),
    path("translations/terms/<int:translation>/", glossary_views.terms, name="translation_terms"),
    path("translations/jobs/<int:pk>/", job_views.job, name="translation_job"),
    path("translations/jobs/<int:pk>/retry/", job_views.retry, name="translation_job_retry"),
    path("translations/cells/<int:pk>/", cell_views.cell, name="translation_cell"),
    path("translations/cells/<int:pk>/settle/", cell_views.settle, name="translation_settle"),
    path("translations/cells/<int:pk>/send/", cell_views.send_one, name="translation_send"),
    path("translations/cells/<int:pk>/words/", cell_views.words, name="translation_words"),
    path("translations/in/<slug:country>/bulk/", views.bulk, name="translation_bulk"),
    path("translations/in/<slug:country>/import/", job_views.take_in, name="translation_import"),
]
