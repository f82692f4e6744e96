"""What the directory is made of."""

from services_map.models.category import Category, CategoryText
from services_map.models.location import (
    ConfidentialPlace,
    ConfidentialRead,
    Location,
    Town,
    TownText,
    VisibilityRequest,
)
from services_map.models.organization import FocalPerson, Organization
from services_map.models.parts import ContactPoint, FormerSlug, HoursException, ServiceAtLocation, ServiceText
from services_map.models.service import Service
from services_map.models.work import ConfirmLink, OfficerNote, Proposal, Report, ServiceCheck

__all__ = [
    "Category",
    "CategoryText",
    "ConfidentialPlace",
    "ConfidentialRead",
    "ConfirmLink",
    "ContactPoint",
    "FocalPerson",
    "FormerSlug",
    "HoursException",
    "Location",
    "OfficerNote",
    "Organization",
    "Proposal",
    "Report",
    "Service",
    "ServiceAtLocation",
    "ServiceCheck",
    "ServiceText",
    "Town",
    "TownText",
    "VisibilityRequest",
]
