"""Presets: what the files of known exports look like, as a table of column names.

A preset says which columns hold what, in the order in which they are tried; the settings' field map overrides it key
by key. Names match whatever their case, spaces and underscores; a dot leads into nested JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from insight.config import Preset as PresetName
from insight.records import FeedbackKind, RatingScale


@dataclass(frozen=True, slots=True)
class Preset:
    """What the files of one kind of export look like. `columns`: key of the field map to names, tried in order."""

    feedback_kind: FeedbackKind
    columns: Mapping[str, tuple[str, ...]]
    rating_scale: RatingScale | None = None
    page_keys: tuple[str, ...] = ()
    needs_id: bool = False
    may_lack_id: bool = False  # single rows may have no id though others have one
    has_comments: bool = False  # rows hold their messages in a list, with an author each


REVIEWS = {
    "id": ("review_id", "id"),
    "title": ("title", "review_title", "subject", "headline"),
    "text": ("text", "review", "review_text", "content", "body", "comment"),
    "created_at": ("created_at", "date", "created", "at", "submitted_at", "review_date", "timestamp"),
    "updated_at": ("updated_at", "updated", "last_modified"),
    "customer": (
        *("customer_id", "customer", "user_id", "user", "author_id", "user_name", "author", "nickname", "reviewer"),
    ),
    "customer_name": ("customer_name", "user_name", "author", "author_name"),
    "customer_email": ("customer_email", "email"),
    "account": ("account_id", "account"),
    "product": ("product", "app", "app_name"),
    "version": ("version", "app_version", "review_created_version"),
    "device": ("device", "platform"),
    "country": ("country", "territory", "country_code"),
    "language": ("language", "lang", "locale"),
    "rating": ("rating", "stars", "score", "star_rating"),
    "tags": ("tags", "labels"),
    "url": ("url", "link", "source_url"),
    "deleted": ("deleted", "is_deleted"),
    "reply": ("reply", "developer_reply", "reply_content"),
    "reply_at": ("reply_at", "replied_at", "developer_reply_at"),
}

GOOGLE_PLAY = {
    "id": ("Review Link",),  # the review's id is a part of its link
    "title": ("Review Title",),
    "text": ("Review Text",),
    "created_at": ("Review Submit Date and Time", "Review Submit Millis Since Epoch"),
    "updated_at": ("Review Last Update Date and Time", "Review Last Update Millis Since Epoch"),
    "product": ("Package Name",),
    "version": ("App Version Name", "App Version Code"),
    "device": ("Device",),
    "language": ("Reviewer Language",),
    "rating": ("Star Rating",),
    "url": ("Review Link",),
    "reply": ("Developer Reply Text",),
    "reply_at": ("Developer Reply Date and Time", "Developer Reply Millis Since Epoch"),
}

APP_STORE = {
    "id": ("id", "review_id"),
    "title": ("attributes.title", "title"),
    "text": ("attributes.body", "body", "review"),
    "created_at": ("attributes.createdDate", "createdDate", "date"),
    "updated_at": ("attributes.lastModifiedDate", "lastModifiedDate"),
    "customer": ("attributes.reviewerNickname", "reviewerNickname", "nickname"),
    "product": ("app", "app_name"),
    "version": ("attributes.appVersion", "appVersion", "version"),
    "device": ("device",),
    "country": ("attributes.territory", "territory", "storefront"),
    "language": ("language", "locale"),
    "rating": ("attributes.rating", "rating"),
    "url": ("url",),
    "reply": ("attributes.responseBody", "responseBody"),
}

NPS = {
    "id": ("response_id", "answer_id", "survey_id", "id"),
    "text": ("comment", "feedback", "text", "answer", "reason", "verbatim"),
    "created_at": ("created_at", "responded_at", "answered_at", "submitted_at", "date", "timestamp", "response_date"),
    "updated_at": ("updated_at",),
    "customer": ("customer_id", "customer", "user_id", "user", "respondent_id", "respondent", "contact_id"),
    "customer_name": ("customer_name", "name"),
    "customer_email": ("customer_email", "email"),
    "account": ("account_id", "account"),
    "product": ("product",),
    "version": ("version", "app_version"),
    "device": ("device", "platform"),
    "country": ("country", "country_code"),
    "language": ("language", "lang", "locale"),
    "rating": ("score", "nps", "nps_score", "rating"),
    "tags": ("tags",),
    "deleted": ("deleted", "is_deleted"),
}

TICKETS = {
    "id": ("ticket_id", "id", "case_id", "case_number", "issue_id", "key"),
    "title": ("subject", "title", "summary"),
    "text": ("description", "content", "body", "text", "message", "question"),
    "created_at": ("created_at", "created", "opened_at", "opened", "date"),
    "updated_at": ("updated_at", "updated", "modified_at"),
    "customer": ("requester_id", "requester", "customer_id", "customer", "author_id", "contact_id", "user_id", "user"),
    "customer_name": ("requester_name", "customer_name"),
    "customer_email": ("requester_email", "customer_email", "email", "contact_email", "user_email"),
    "account": ("account_id", "organization_id", "account", "company_id", "company"),
    "product": ("product",),
    "version": ("version", "app_version"),
    "device": ("device", "platform", "os"),
    "country": ("country", "country_code"),
    "language": ("language", "locale", "lang"),
    "rating": ("rating", "csat"),
    "tags": ("tags", "labels"),
    "url": ("url", "link"),
    "deleted": ("deleted", "is_deleted"),
    "status": ("status",),
}

ZENDESK = {
    "id": ("id",),
    "title": ("raw_subject", "subject"),
    "text": ("description",),
    "created_at": ("created_at",),
    "updated_at": ("updated_at",),
    "customer": ("requester_id", "requester.id"),
    "customer_name": ("requester.name", "via.source.from.name"),
    "customer_email": ("requester.email", "via.source.from.address"),
    "account": ("organization_id", "organization.id"),
    "product": ("product",),
    "version": ("app_version", "version"),
    "device": ("device", "platform"),
    "country": ("country",),
    "language": ("locale", "language", "requester.locale"),
    "rating": ("satisfaction_rating.score",),
    "tags": ("tags",),
    "deleted": ("deleted",),
    "status": ("status",),
}

# Columns of the other files that a project may have, as `insight init` knows them.
ACCOUNTS = {
    "id": ("account_id", "organization_id", "account", "id"),
    "plan": ("plan", "tier", "subscription"),
    "revenue": ("revenue", "arr", "annual_revenue"),
    "currency": ("currency",),
    "segment": ("segment", "size", "industry"),
    "valid_from": ("valid_from", "since", "from", "effective_from", "date"),
}

RELEASES = {
    "version": ("version", "release", "app_version"),
    "released_at": ("released_on", "released_at", "release_date", "released", "date"),
    "notes": ("notes", "release_notes", "changes", "description"),
}

REPLIES = {
    "ticket": ("ticket_id", "case_id", "question_id"),
    "id": ("id", "reply_id", "comment_id"),
    "text": ("content", "body", "text", "message"),
    "created_at": ("created", "created_at", "date"),
    "author": ("author", "author_id", "user_id"),
    "author_role": ("author_role", "role"),
}

PRESETS: dict[PresetName, Preset] = {
    "zendesk": Preset("ticket", ZENDESK, "csat", ("tickets",), needs_id=True, has_comments=True),
    "google_play": Preset("review", GOOGLE_PLAY, "stars", ("reviews",), may_lack_id=True),
    "app_store": Preset("review", APP_STORE, "stars", ("data",)),
    "reviews": Preset("review", REVIEWS, "stars", ("reviews", "data", "results", "items")),
    "nps": Preset("survey", NPS, "nps", ("responses", "answers", "data", "results")),
    "tickets": Preset("ticket", TICKETS, "csat", ("tickets", "issues", "cases", "data", "results")),
}
