"""What is expected of tables at the two borders, as plain data: what landed, and what will be published.

Nothing comes in; out come lists of `Expectation` that `insight.validation` asks. Columns only: sense between tables is
guarded by `sql/checks/`, and no rule stands in both. The house's suffixes are rules here: a `_share` lies between 0
and 1, a `_count` is never negative, an `_at` is never in the future.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from insight.records import AuthorRole, FeedbackKind, IdeaKind, MessagePart, PainType, RatingScale, Stance

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # frames of the warehouse hold naive UTC
RATING_RANGES: Mapping[RatingScale, tuple[float, float]] = {"stars": (1, 5), "nps": (0, 10), "csat": (0, 100)}


@dataclass(frozen=True)
class Expectation:
    """One rule: its name as people read it, the class of Great Expectations that asks it, and its arguments."""

    name: str
    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    severity: Literal["fail", "warn"] = "fail"
    scope: Literal["row", "batch"] = "batch"
    where: tuple[str, str] | None = None  # speak only of rows whose column has this value


def as_warning(expectation: Expectation) -> Expectation:
    return replace(expectation, severity="warn")


def of_row(expectation: Expectation) -> Expectation:
    """Speak of single rows: those that fail can be set aside, and the others go on."""
    return replace(expectation, scope="row")


def known(column: str) -> Expectation:
    return Expectation(f"{column} is known", "ExpectColumnValuesToNotBeNull", {"column": column})


def written(column: str) -> Expectation:
    return Expectation(f"{column} is not blank", "ExpectColumnValuesToMatchRegex", {"column": column, "regex": r"\S"})


def unique(columns: Sequence[str]) -> Expectation:
    name = f"{', '.join(columns)} is unique"
    if len(columns) == 1:
        return Expectation(name, "ExpectColumnValuesToBeUnique", {"column": columns[0]})
    return Expectation(name, "ExpectCompoundColumnsToBeUnique", {"column_list": list(columns)})


def one_of(column: str, values: Sequence[str]) -> Expectation:
    name = f"{column} is one of {', '.join(values)}"
    return Expectation(name, "ExpectColumnValuesToBeInSet", {"column": column, "value_set": list(values)})


def between(column: str, low: Any = None, high: Any = None) -> Expectation:
    """Both ends belong to it; None is no end."""
    ends = [f"at least {low}"] * (low is not None) + [f"at most {high}"] * (high is not None)
    arguments = {"column": column, "min_value": low, "max_value": high}
    return Expectation(f"{column} is {' and '.join(ends)}", "ExpectColumnValuesToBeBetween", arguments)


def has_columns(columns: Sequence[str]) -> Expectation:
    arguments = {"column_set": list(columns), "exact_match": False}
    return Expectation("all columns are there", "ExpectTableColumnsToMatchSet", arguments)


def row_count(low: int) -> Expectation:
    return Expectation(f"at least {low:,} rows", "ExpectTableRowCountToBeBetween", {"min_value": low})


def expect_feedback(*, as_of: datetime, future_days: float, min_rows: int) -> list[Expectation]:
    """Of rows of `raw.feedback`. A doubled or missing id is the landing's fault, so it stops the run."""
    columns = "feedback_id source source_id feedback_kind created_at rating rating_scale language flags"
    return [
        has_columns(columns.split()),
        row_count(min_rows),
        known("feedback_id"),
        unique(["feedback_id"]),
        of_row(written("source")),
        of_row(known("source_id")),
        of_row(written("source_id")),
        of_row(one_of("feedback_kind", get_args(FeedbackKind))),
        of_row(one_of("rating_scale", get_args(RatingScale))),
        *(of_row(_rating(scale)) for scale in RATING_RANGES),
        of_row(as_warning(known("created_at"))),
        of_row(as_warning(between("created_at", low=EARLIEST))),
        of_row(as_warning(between("created_at", high=as_of + timedelta(days=future_days)))),
    ]


def expect_messages() -> list[Expectation]:
    """Of rows of `raw.messages`. There may be none: a rating without words is feedback too."""
    columns = "message_id feedback_id position key part author_role said_at is_html text"
    return [
        has_columns(columns.split()),
        known("message_id"),
        unique(["message_id"]),
        known("feedback_id"),
        of_row(known("text")),
        of_row(as_warning(written("text"))),
        of_row(one_of("part", get_args(MessagePart))),
        of_row(one_of("author_role", get_args(AuthorRole))),
    ]


@dataclass(frozen=True)
class Published:
    """What is promised of a published table beside its suffixes: its columns, key and enumerations."""

    columns: str  # those that readers build on, parted by spaces; more may be there
    key: tuple[str, ...] = ()
    required: str = ""  # never null, beside the key
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_ranked: bool = False


_IDEA_STATUS = ("new", "reviewing", "planned", "shipped", "declined", "merged")
_SHARES = ("_share", "_confidence", "_q", "q_value")  # between 0 and 1, as are
_PARTS = ("share", "reach", "impact")
_TREND = ("new", "rising", "steady", "fading")

PUBLISHED: Mapping[str, Published] = {
    "marts.feature_ideas": Published(
        key=("idea_id",),
        columns="idea_id rank title problem_statement idea_kind area theme_id status owner first_seen_at "
        "last_seen_at mention_count customer_count account_count revenue_at_stake revenue_known_share currency "
        "customer_share explicit_request_share severity_p90 sentiment_mean score_impact score_impact_lo "
        "score_impact_hi score_impact_metric trend trend_ratio trend_q evidence_count run_id reach impact "
        "confidence effort_person_months score score_parts is_rank_fragile confidence_voices confidence_grouping "
        "confidence_kind counter_count counter_share best_quote best_quote_url top_segments sources languages job "
        "obstacle workaround feeling",
        required="rank title problem_statement idea_kind theme_id status mention_count customer_count "
        "evidence_count run_id",
        enums={"idea_kind": get_args(IdeaKind), "status": _IDEA_STATUS, "trend": _TREND},
        is_ranked=True,
    ),
    "marts.pain_points": Published(
        key=("theme_id",),
        columns="theme_id rank title description area pain_type first_seen_at last_seen_at mention_count "
        "customer_count account_count revenue_at_stake revenue_known_share currency customer_share severity_p90 "
        "sentiment_mean workaround_share churn_language_share trend trend_ratio trend_q counter_count counter_share "
        "best_quote evidence_count app_versions linked_idea_ids run_id",
        required="rank title mention_count customer_count run_id",
        enums={"pain_type": get_args(PainType), "trend": _TREND},
        is_ranked=True,
    ),
    "marts.evidence": Published(
        key=("evidence_id",),
        columns="evidence_id subject_type subject_id stance statement_id feedback_id quote char_start char_end "
        "source source_url said_at customer_id account_id plan_at_time revenue_at_time segment_at_time language "
        "rating kind kind_confidence sentiment severity assign_similarity assign_method duplicate_of is_counted "
        "not_counted_reason run_id",
        required="subject_type subject_id stance statement_id feedback_id quote char_start char_end source is_counted "
        "run_id",
        enums={
            "subject_type": ("idea", "theme"),
            "stance": get_args(Stance),
            "assign_method": ("topic", "rule", "person"),
        },
    ),
    "marts.themes": Published(
        key=("theme_id",),
        columns="theme_id label label_source description keywords level parent_id area state successor_id "
        "created_run_id is_pinned statement_count customer_count coverage_share cohesion unsure_share noise_share "
        "nearest_theme_id nearest_similarity run_id",
        required="label level state statement_count run_id",
        enums={"state": ("active", "proposed", "retired", "merged")},
    ),
    "marts.theme_lineage": Published(
        key=("event_id",),
        columns="event_id at op from_ids to_ids actor reason edit_ref statements_moved run_id",
        required="at op run_id",
    ),
    "marts.theme_trends": Published(
        key=("theme_id", "period", "period_start", "segment"),
        columns="theme_id period period_start segment mention_count customer_count base_volume rate_per_1000 "
        "baseline_rate ratio ci_lo ci_hi q_value is_partial sentiment_mean flag run_id",
        required="theme_id period period_start mention_count base_volume is_partial run_id",
        enums={"period": ("week", "day"), "flag": ("high", "drift")},
    ),
    "marts.alerts": Published(
        key=("alert_id",),
        columns="alert_id theme_id opened_at updated_at closed_at state peak_ratio q_value customer_count reason "
        "top_segment evidence_ids run_id",
        required="theme_id opened_at state run_id",
        enums={"state": ("open", "closed", "noise")},
    ),
    "marts.segment_cuts": Published(
        key=("subject_type", "subject_id", "dimension", "value"),
        columns="subject_type subject_id dimension value customer_count mention_count share lift lift_lo lift_hi "
        "is_suppressed run_id",
        required="subject_type subject_id dimension run_id",
    ),
    "marts.runs": Published(
        key=("run_id",),
        columns="run_id as_of started_at ended_at state stage error code_hash config_hash taxonomy_hash encoder "
        "window_start_at window_end_at read_count stored_count unchanged_count quarantined_count",
        required="as_of started_at state",
    ),
    "marts.sources_status": Published(
        key=("source",),
        columns="source feedback_count message_count first_created_at last_created_at run_id",
        required="feedback_count message_count run_id",
    ),
    "marts.quality_report": Published(
        columns="suite name severity is_met observed bad_keys error run_id",
        required="suite name severity is_met observed run_id",
        enums={"severity": ("fail", "warn")},
    ),
    "marts.quarantine": Published(
        key=("quarantine_id",),
        columns="quarantine_id source file line reason detail state first_run_id last_run_id run_id",
        required="source file line reason detail state run_id",
    ),
    "marts.taxonomy_report": Published(
        columns="edit_ref op from_ids to_ids is_applied reason run_id",
        required="op is_applied run_id",
    ),
    "marts.decisions": Published(
        key=("position",),
        columns="position idea_id status owner effort_person_months is_applied reason gap run_id",
        required="idea_id author is_applied reason run_id",
        enums={"status": _IDEA_STATUS},
    ),
    "marts.release_effects": Published(
        key=("idea_id", "subject_type"),
        columns="idea_id subject_type subject_id released_on before_count after_count ratio ratio_lo ratio_hi outcome",
        required="subject_type subject_id outcome run_id",
        enums={"outcome": ("heard less", "heard more", "no change seen", "too early", "unknown")},
    ),
    "marts.customers_to_tell": Published(
        key=("idea_id", "customer_id"),
        columns="idea_id customer_id account_id mention_count feedback_id source has_said_since run_id",
        required="customer_id mention_count has_said_since run_id",
    ),
    "marts.evaluation_report": Published(
        columns="figure value value_lo value_hi label_count run_id",
        required="figure value run_id",
    ),
}


def expect_published(table: str, columns: Sequence[str], *, rows: int, latest: datetime) -> list[Expectation]:
    """Of a table of `marts` that has these columns and rows, and no time later than `latest`.

    Of an empty one only the columns: it would pass all else, and each question takes its time whatever there is to ask.
    """
    promise = PUBLISHED.get(table)
    if not rows:
        return [] if promise is None else [has_columns(promise.columns.split())]
    asked = [] if promise is None else list(_promised(promise, rows))
    asked += _by_suffix(columns)
    if table != "marts.runs":  # a run starts and ends by the clock, whatever instant it speaks for
        asked += [between(column, high=latest) for column in columns if column.endswith("_at") or column == "at"]
    return asked


def _promised(promise: Published, rows: int) -> Iterator[Expectation]:
    yield has_columns(promise.columns.split())
    for column in dict.fromkeys((*promise.key[:1], *promise.required.split())):
        yield known(column)
    if promise.key:
        yield unique(promise.key)
    for column, values in promise.enums.items():
        yield one_of(column, values)
    if promise.is_ranked:  # unique, known and between 1 and n: each rank once
        yield unique(["rank"])
        yield between("rank", low=1, high=max(rows, 1))


def _by_suffix(columns: Sequence[str]) -> Iterator[Expectation]:
    for column in columns:
        if column.endswith(_SHARES) or column.startswith("confidence") or column in _PARTS:
            yield between(column, low=0, high=1)
        elif column == "score" or column.endswith("_count") or column.startswith("revenue_at"):
            yield between(column, low=0)
        elif column.startswith("sentiment") or column.endswith("_similarity"):
            yield between(column, low=-1, high=1)


def _rating(scale: RatingScale) -> Expectation:
    low, high = RATING_RANGES[scale]
    rule = between("rating", low=low, high=high)
    return replace(rule, name=f"{rule.name} ({scale})", where=("rating_scale", scale))
