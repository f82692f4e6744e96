"""Classes of the fields of Django's, Wagtail's and other packages' models; the portal's own stand in ``data_classes``."""

LOW = "low"  # published, or means nothing to anybody outside
MODERATE = "moderate"  # the team's own work: drafts, notes, states; harm to work, not to people
HIGH = "high"  # about a person: staff, people at organizations, what a reader wrote
SEVERE = "severe"  # lets somebody find a hidden place or become somebody else; sealed, hashed or signed

UPSTREAM: dict[str, dict[str, str]] = {
    "account.EmailAddress": {HIGH: "user email verified primary"},
    "account.EmailConfirmation": {HIGH: "email_address created sent", SEVERE: "key"},
    "admin.LogEntry": {HIGH: "action_time user content_type object_id object_repr action_flag change_message"},
    "auth.Group": {MODERATE: "name permissions"},
    "auth.Group_permissions": {MODERATE: "group permission"},
    "auth.Permission": {MODERATE: "name content_type codename"},
    "auth.User": {
        HIGH: (
            "last_login is_superuser username first_name last_name email is_staff is_active date_joined "
            "groups user_permissions"
        ),
        SEVERE: "password",
    },
    "auth.User_groups": {HIGH: "user group"},
    "auth.User_user_permissions": {HIGH: "user permission"},
    "contenttypes.ContentType": {LOW: "app_label model"},
    "django_tasks_database.DBTaskResult": {
        MODERATE: (
            "status enqueued_at started_at finished_at priority task_path worker_ids queue_name backend_name "
            "run_after exception_class_path"
        ),
        HIGH: "args_kwargs return_value traceback",
    },
    "mfa.Authenticator": {HIGH: "user type created_at last_used_at", SEVERE: "data"},
    "sessions.Session": {MODERATE: "expire_date", SEVERE: "session_key session_data"},
    "taggit.Tag": {LOW: "name slug"},
    "taggit.TaggedItem": {LOW: "tag content_type object_id"},
    "wagtail_localize.LocaleSynchronization": {MODERATE: "locale sync_from"},
    "wagtail_localize.OverridableSegment": {MODERATE: "source context order data_json"},
    "wagtail_localize.RelatedObjectSegment": {MODERATE: "source context order object"},
    "wagtail_localize.SegmentOverride": {
        MODERATE: "locale context created_at updated_at data_json has_error field_error",
        HIGH: "last_translated_by",
    },
    "wagtail_localize.String": {MODERATE: "locale data_hash data"},
    "wagtail_localize.StringSegment": {MODERATE: "source context order string attrs"},
    "wagtail_localize.StringTranslation": {
        MODERATE: (
            "translation_of locale context data translation_type tool_name created_at updated_at has_error field_error"
        ),
        HIGH: "last_translated_by",
    },
    "wagtail_localize.Template": {MODERATE: "uuid template template_format string_count"},
    "wagtail_localize.TemplateSegment": {MODERATE: "source context order template"},
    "wagtail_localize.TranslatableObject": {MODERATE: "translation_key content_type"},
    "wagtail_localize.Translation": {
        MODERATE: (
            "uuid source target_locale created_at translations_last_updated_at destination_last_updated_at enabled"
        ),
    },
    "wagtail_localize.TranslationContext": {MODERATE: "object path_id path field_path"},
    "wagtail_localize.TranslationLog": {MODERATE: "source locale created_at revision"},
    "wagtail_localize.TranslationSource": {
        MODERATE: (
            "object specific_content_type locale object_repr content_json schema_version created_at last_updated_at"
        ),
    },
    "wagtailadmin.Admin": {},
    "wagtailadmin.EditingSession": {HIGH: "user content_type object_id last_seen_at is_editing"},
    "wagtailadmin.FormState": {HIGH: "data user content_type object_id parent_object_id last_updated_at"},
    "wagtailcore.APIToken": {HIGH: "user name created revoked_at last_used_at", SEVERE: "key_hash prefix"},
    "wagtailcore.Collection": {LOW: "path depth numchild name"},
    "wagtailcore.CollectionViewRestriction": {MODERATE: "restriction_type collection groups", SEVERE: "password"},
    "wagtailcore.CollectionViewRestriction_groups": {MODERATE: "collectionviewrestriction group"},
    "wagtailcore.Comment": {
        HIGH: ("page user text contentpath position created_at updated_at revision_created resolved_at resolved_by"),
    },
    "wagtailcore.CommentReply": {HIGH: "comment user text created_at updated_at"},
    "wagtailcore.GroupApprovalTask": {MODERATE: "groups"},
    "wagtailcore.GroupApprovalTask_groups": {MODERATE: "groupapprovaltask group"},
    "wagtailcore.GroupCollectionPermission": {MODERATE: "group collection permission"},
    "wagtailcore.GroupPagePermission": {MODERATE: "group page permission"},
    "wagtailcore.GroupSitePermission": {MODERATE: "group site permission"},
    "wagtailcore.Locale": {LOW: "language_code"},
    "wagtailcore.ModelLogEntry": {
        HIGH: "content_type label action data timestamp uuid user revision content_changed deleted object_id",
    },
    "wagtailcore.Page": {
        LOW: (
            "path depth numchild translation_key locale live first_published_at last_published_at "
            "live_revision expired title slug content_type url_path alias_of show_in_menus seo_title "
            "search_description"
        ),
        MODERATE: (
            "latest_revision has_unpublished_changes go_live_at expire_at locked locked_at draft_title "
            "latest_revision_created_at"
        ),
        HIGH: "locked_by owner",
    },
    "wagtailcore.PageLogEntry": {
        HIGH: "content_type label action data timestamp uuid user revision content_changed deleted page",
    },
    "wagtailcore.PageSubscription": {HIGH: "user page comment_notifications"},
    "wagtailcore.PageViewRestriction": {MODERATE: "restriction_type page groups", SEVERE: "password"},
    "wagtailcore.PageViewRestriction_groups": {MODERATE: "pageviewrestriction group"},
    "wagtailcore.ReferenceIndex": {
        MODERATE: (
            "content_type base_content_type object_id to_content_type to_object_id model_path content_path "
            "content_path_hash"
        ),
    },
    "wagtailcore.Revision": {
        MODERATE: "content_type base_content_type object_id created_at object_str content approved_go_live_at",
        HIGH: "user",
    },
    "wagtailcore.Site": {LOW: "hostname port site_name root_page is_default_site"},
    "wagtailcore.Task": {MODERATE: "name content_type active"},
    "wagtailcore.TaskState": {
        MODERATE: "workflow_state revision task status started_at finished_at content_type",
        HIGH: "finished_by comment",
    },
    "wagtailcore.UploadedFile": {MODERATE: "for_content_type file", HIGH: "uploaded_by_user"},
    "wagtailcore.Workflow": {MODERATE: "name active"},
    "wagtailcore.WorkflowContentType": {MODERATE: "workflow"},
    "wagtailcore.WorkflowPage": {MODERATE: "workflow"},
    "wagtailcore.WorkflowState": {
        MODERATE: "content_type base_content_type object_id workflow status created_at current_task_state",
        HIGH: "requested_by",
    },
    "wagtailcore.WorkflowTask": {MODERATE: "sort_order workflow task"},
    "wagtaildocs.Document": {
        LOW: "collection title file created_at file_size file_hash tags",
        HIGH: "uploaded_by_user",
    },
    "wagtailimages.Image": {
        LOW: (
            "collection title file description width height created_at focal_point_x focal_point_y "
            "focal_point_width focal_point_height file_size file_hash tags"
        ),
        HIGH: "uploaded_by_user",
    },
    "wagtailimages.Rendition": {LOW: "filter_spec file width height focal_point_key image"},
    # the last two only on PostgreSQL
    "wagtailsearch.IndexEntry": {
        MODERATE: "content_type object_id title_norm autocomplete title body title_text body_text"
    },
    "wagtailsearch.SQLiteFTSIndexEntry": {MODERATE: "autocomplete title body"},
    "wagtailusers.UserProfile": {
        HIGH: (
            "user submitted_notifications approved_notifications rejected_notifications "
            "updated_comments_notifications preferred_language current_time_zone avatar dismissibles theme "
            "contrast density keyboard_shortcuts"
        ),
    },
}
