"""Addresses of the officer's side below ``/cms/``."""

from django.urls import path

from services_map import map_views
from services_map.admin import (
    bulk_views,
    check_views,
    desk_views,
    link_views,
    list_views,
    location_views,
    service_views,
    spreadsheet_views,
    translation_views,
)

urlpatterns = [
    *spreadsheet_views.urlpatterns,
    path("services/", desk_views.desk, name="services_map_desk"),
    path("services/<int:pk>/", service_views.overview, name="services_map_service_overview"),
    path("services/<int:pk>/confirm/", check_views.confirm, name="services_map_confirm"),
    path("services/<int:pk>/check/<slug:outcome>/", check_views.check, name="services_map_check"),
    path("services/<int:pk>/notes/", service_views.notes, name="services_map_notes"),
    path("services/<int:pk>/duplicate/", service_views.duplicate, name="services_map_duplicate"),
    path("services/<int:pk>/merge/", service_views.merge, name="services_map_merge"),
    path("services/<int:pk>/archive/", service_views.archive, name="services_map_archive"),
    path("services/<int:pk>/restore/", service_views.restore, name="services_map_restore"),
    path("services/<int:pk>/translations/", translation_views.translations, name="services_map_translations"),
    path("services/<int:pk>/translations/<slug:code>/", translation_views.translate, name="services_map_translate"),
    path("services/hand-over/", bulk_views.hand_over, name="services_map_hand_over"),
    path("services/hours/", bulk_views.apply_hours, name="services_map_apply_hours"),
    path("services/hours/<uuid:batch>/undo/", bulk_views.undo_hours, name="services_map_undo_hours"),
    path("services/reports/", list_views.reports, name="services_map_reports"),
    path("services/reports/<int:pk>/handled/", list_views.report_handled, name="services_map_report_handled"),
    path("services/corrections/", list_views.corrections, name="services_map_proposals"),
    path("services/corrections/<int:pk>/", list_views.decide_correction, name="services_map_proposal_decide"),
    path("services/visibility/", list_views.requests, name="services_map_requests"),
    path("services/visibility/<int:pk>/", list_views.decide_request, name="services_map_request_decide"),
    path("services/links/", link_views.all_links, name="services_map_links"),
    path("services/links/new/", link_views.new_link, name="services_map_link_new"),
    path("services/links/mail/", link_views.mail_link, name="services_map_link_mail"),
    path("services/places/", location_views.locations, name="services_map_locations"),
    path("services/outline/<slug:code>.json", map_views.outline, name="services_map_picker_outline"),
    path("services/places/add/", location_views.add, name="services_map_location_add"),
    path("services/places/<int:pk>/", location_views.edit, name="services_map_location"),
    path("services/places/<int:pk>/true/", location_views.true_place, name="services_map_location_true"),
    path("services/places/<int:pk>/hide/", location_views.hide, name="services_map_location_hide"),
    path("services/places/<int:pk>/ask/", location_views.ask, name="services_map_location_ask"),
]
