"""How sensitive each piece of stored data is: a class for every field of every model, in the words of the IASC guidance on data responsibility.

A test fails for a field without a class. Keys and links to a parent's row tell nothing by themselves and have none.
"""

from collections.abc import Iterator

from portal.lifecycle.upstream_classes import HIGH, LOW, MODERATE, SEVERE, UPSTREAM

LEVELS = (LOW, MODERATE, HIGH, SEVERE)

CLASSES: dict[str, dict[str, str]] = {
    **UPSTREAM,
    "articles.ApprovalTask": {MODERATE: "country step groups"},
    "articles.ApprovalTask_groups": {MODERATE: "approvaltask group"},
    "articles.ArticleCheck": {
        LOW: "translation_key checked_on checked_by next_check_on sources",
        MODERATE: "against note recorded_at",
        HIGH: "user",
    },
    "articles.ArticlePage": {LOW: "summary body sources audience credits", MODERATE: "sensitive needs_legal_check"},
    "articles.ChangeNote": {LOW: "country translation_key kind published_on", HIGH: "user"},
    "articles.ChangeNoteText": {LOW: "translation_key locale note text"},
    "articles.GlossaryTerm": {MODERATE: "locale term note"},
    "articles.GlossaryWord": {MODERATE: "term locale word note"},
    "articles.TranslationJob": {MODERATE: "kind country created_at finished_at", HIGH: "user"},
    "articles.TranslationJobItem": {MODERATE: "job content_type subject locale title status note payload"},
    "articles.TranslationState": {
        MODERATE: (
            "country content_type subject locale page state made_from source_digest source_words own_digest "
            "complete machine source_changed_on pending settled_at due_on"
        ),
        HIGH: "settled_by assignee",
    },
    "countries.Alert": {
        LOW: (
            "uid country topic kind status starts_at ends_at dismissable page url source_title source_url changed_at"
        ),
    },
    "countries.AlertText": {LOW: "translation_key locale alert title text region changed_at"},
    "countries.Country": {
        LOW: (
            "code slug time_zone team responsible contact_email contact_address source_language demonstration "
            "stage stage_since closes_on successor keep_paths container site leave_to"
        ),
        MODERATE: "collection",
    },
    "countries.CountryContainer": {},
    "countries.CountryLanguage": {LOW: "sort_order country locale audio_first"},
    "countries.Fact": {
        LOW: (
            "country key type date_value number_value unit currency per phone_value source_title source_url "
            "source_date valid_from valid_until checked_on emergency_order"
        ),
        MODERATE: "latest_revision check_every_days remark",
        HIGH: "owner",
    },
    "countries.FactCheck": {LOW: "fact checked_on value source_title", MODERATE: "note recorded_at", HIGH: "user"},
    "countries.FactText": {LOW: "translation_key locale fact label text note"},
    "countries.HomePage": {LOW: "welcome"},
    "countries.Partner": {LOW: "country key name kind url logo everywhere sort_order"},
    "countries.PartnerText": {LOW: "translation_key locale partner credit"},
    "countries.StageText": {LOW: "translation_key locale country text"},
    "countries.Topic": {LOW: "slug icon place check_every_days sort_order"},
    "countries.TopicPage": {LOW: "topic summary"},
    "countries.TopicText": {LOW: "translation_key locale topic name summary"},
    "leaflets.Edition": {LOW: "country subject language number digest title made_on checked_on"},
    "leaflets.Handout": {MODERATE: "edition day place number"},
    "leaflets.LeafletJob": {MODERATE: "country layout created_at finished_at", HIGH: "user"},
    "leaflets.LeafletJobItem": {MODERATE: "job asked language title status note edition file size"},
    "lifecycle.SiteJob": {MODERATE: "kind country language state note size created_at finished_at", HIGH: "user"},
    "lifecycle.Held": {LOW: "country what withdrawals"},
    "lifecycle.TakeAlong": {LOW: "country locale form recordings name before size pages made_on"},
    "media.ImageText": {LOW: "translation_key locale image alt"},
    "media.PortalImage": {
        LOW: (
            "collection title file description width height created_at focal_point_x focal_point_y "
            "focal_point_width focal_point_height file_size file_hash credit tags"
        ),
        HIGH: "uploaded_by_user",
    },
    "media.PortalRendition": {LOW: "filter_spec file width height focal_point_key image"},
    "media.Recording": {
        LOW: (
            "collection key locale title file light light_of dialect duration size light_size transcript synthetic sort_order"
        ),
    },
    "media.RecordingCaptions": {LOW: "recording locale file"},
    "portal_search.Entry": {LOW: "shelf kind key target text"},
    "portal_search.Missed": {MODERATE: "day country language term count"},
    "portal_search.Posting": {LOW: "shelf stem entry weight"},
    "portal_search.Shelf": {LOW: "country locale"},
    "portal_search.Synonym": {MODERATE: "locale words"},
    "portal_search.Word": {LOW: "shelf word stem"},
    "services_map.Category": {LOW: "public_id slug parent icon check_every_days confidential sensitive sort_order"},
    "services_map.CategoryText": {LOW: "translation_key locale category name"},
    "services_map.ConfidentialPlace": {MODERATE: "location", SEVERE: "sealed"},
    "services_map.ConfidentialRead": {HIGH: "location user read_at"},
    "services_map.ConfirmLink": {HIGH: "organization created_by created_at expires_at used_at", SEVERE: "token_hash"},
    "services_map.ContactPoint": {LOW: "sort_order public_id service kind value languages hours"},
    "services_map.FocalPerson": {HIGH: "organization name role phone email languages note"},
    "services_map.FormerSlug": {LOW: "country slug service"},
    "services_map.HoursException": {LOW: "service first last hours reason batch"},
    "services_map.Location": {
        LOW: "public_id country organization name visibility town address postal_code latitude longitude",
        MODERATE: "loosening_approved",
    },
    "services_map.OfficerNote": {HIGH: "service text user written_at"},
    "services_map.Organization": {LOW: "public_id country name type website description"},
    "services_map.Proposal": {
        MODERATE: "service link field old proposed_on accepted decided_at",
        HIGH: "new decided_by",
    },
    "services_map.Report": {MODERATE: "service reason reported_on handled_on", HIGH: "comment handled_by"},
    "services_map.Service": {
        LOW: (
            "public_id country organization slug status category populations age_from age_to languages "
            "interpretation accessibility cost status_needed capacity capacity_as_of starts_on ends_on "
            "referral referral_by referral_method response_days consent_needed referral_feedback hours mobile "
            "listed_on updated_at other_categories"
        ),
        MODERATE: (
            "latest_revision external_id funded_until priority check_every_days source_title source_url "
            "source_date created_at"
        ),
        HIGH: "officer",
    },
    "services_map.ServiceAtLocation": {LOW: "sort_order public_id service location hours"},
    "services_map.ServiceCheck": {
        LOW: "service outcome method checked_on until checked_by",
        MODERATE: "note recorded_at",
        HIGH: "user",
    },
    "services_map.ServiceText": {
        LOW: ("translation_key locale service name description eligibility bring directions cost made_from machine"),
    },
    "services_map.Service_other_categories": {LOW: "service category"},
    "services_map.Town": {LOW: "country slug latitude longitude population"},
    "services_map.TownText": {LOW: "translation_key locale town name"},
    "services_map.VisibilityRequest": {
        HIGH: "location wanted town reason requested_by requested_at decided_by decided_at approved",
    },
}


def of(label: str) -> dict[str, str]:
    """The class of each field of a model (``countries.Country``). Raises ValueError for a field with two, KeyError for an unknown model."""
    found: dict[str, str] = {}
    for level, names in CLASSES[label].items():
        for name in names.split():
            if name in found:
                raise ValueError(f"{label}.{name} has two classes")
            found[name] = level
    return found


def fields(level: str) -> Iterator[str]:
    """``services_map.FocalPerson.phone`` and all others of a class."""
    for label, levels in CLASSES.items():
        for name in levels.get(level, "").split():
            yield f"{label}.{name}"
