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


def row_count(low: int, high: int | None = None) -> Expectation:
    name = f"at least {low:,} rows" + ("" if high is None else f" and at most {high:,}")
    return Expectation(name, "ExpectTableRowCountToBeBetween", {"min_value": low, "max_value": high})


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


def expect_messages(*, min_rows: int) -> list[Expectation]:
    """Of rows of `raw.messages`."""
    columns = "message_id feedback_id position key part author_role said_at is_html text"
    return [
        has_columns(columns.split()),
        row_count(min_rows),
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
    """What is promised of a published table beside its suffixes: its columns, key, enumerations."""

    key: tuple[str, ...]
    columns: str  # those that readers build on, parted by spaces; more may be there
    required: str = ""  # never null, beside the key
    enums: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_ranked: bool = False


_IDEA_STATUS = ("new", "reviewing", "planned", "shipped", "declined", "merged")
_SHARES = ("_share", "_confidence", "_q", "q_value")  # between 0 and 1, as are
_PARTS = ("share", "reach", "impact")
_TREND = ("new", "rising", "steady", "fading")
_SUBJECT = (
    "theme_id rank title problem_statement area status owner first_seen_at last_seen_at mention_count customer_count "
    "account_count revenue_at_stake revenue_known_share currency customer_share severity_p90 sentiment_mean "
    "trend trend_ratio trend_q evidence_count run_id"
)

PUBLISHED: Mapping[str, Published] = {
    "marts.feature_ideas": Published(
        key=("idea_id",),
        columns=_SUBJECT + " idea_id idea_kind explicit_request_share score_impact score_impact_lo score_impact_hi "
        "score_impact_metric reach impact confidence effort_person_months score score_parts is_rank_fragile "
        "confidence_voices confidence_grouping confidence_kind counter_count counter_share best_quote best_quote_url "
        "top_segments sources languages job obstacle workaround feeling",
        required="rank title problem_statement idea_kind theme_id status mention_count customer_count score "
        "best_quote evidence_count run_id",
        enums={"idea_kind": get_args(IdeaKind), "status": _IDEA_STATUS, "trend": _TREND},
        is_ranked=True,
    ),
    "marts.pain_points": Published(
        key=("theme_id",),
        columns="theme_id rank title pain_type mention_count customer_count severity_p90 workaround_share "
        "churn_language_share app_versions linked_idea_ids run_id",
        required="rank title mention_count customer_count run_id",
        enums={"pain_type": get_args(PainType), "trend": _TREND},
        is_ranked=True,
    ),
    "marts.evidence": Published(
        key=("evidence_id",),
        columns="evidence_id subject_type subject_id stance statement_id feedback_id quote char_start char_end source "
        "source_url said_at customer_id account_id plan_at_time revenue_at_time segment_at_time language rating kind "
        "kind_confidence sentiment severity assign_similarity assign_method duplicate_of is_counted "
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
        "created_run_id is_pinned statement_count customer_count coverage_share cohesion nearest_theme_id "
        "nearest_similarity run_id",
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
    ),
    "marts.alerts": Published(
        key=("alert_id",),
        columns="alert_id theme_id opened_at updated_at closed_at state peak_ratio q_value customer_count reason "
        "top_segment evidence_ids run_id",
        required="theme_id opened_at state run_id",
    ),
    "marts.segment_cuts": Published(
        key=("subject_type", "subject_id", "dimension", "value"),
        columns="subject_type subject_id dimension value customer_count mention_count share lift lift_lo lift_hi "
        "is_suppressed run_id",
        required="subject_type subject_id dimension run_id",
    ),
}


def expect_published(table: str, columns: Sequence[str], *, rows: int, last_rows: int | None) -> list[Expectation]:
    """Of a table of `marts` that has these columns and rows; `last_rows` is how many the last snapshot's one had."""
    promise = PUBLISHED.get(table)
    asked = [] if promise is None else list(_promised(promise, rows))
    if last_rows:
        asked.append(as_warning(row_count(last_rows // 2, last_rows * 3)))
    asked += _by_suffix(columns)
    return asked


def expect_no_future(columns: Sequence[str], latest: datetime) -> list[Expectation]:
    """Of every time of a published table."""
    return [between(column, high=latest) for column in columns if column.endswith("_at") or column == "at"]


def _promised(promise: Published, rows: int) -> Iterator[Expectation]:
    yield has_columns(promise.columns.split())
    for column in dict.fromkeys((*promise.key[:1], *promise.required.split())):
        yield known(column)
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
        elif column == "score":
            yield between(column, low=0, high=100)
        elif column.endswith("_count") or column.startswith("revenue_at"):
            yield between(column, low=0)
        elif column.startswith("sentiment") or column.endswith("_similarity"):
            yield between(column, low=-1, high=1)


def _rating(scale: RatingScale) -> Expectation:
    low, high = RATING_RANGES[scale]
    rule = between("rating", low=low, high=high)
    condition = {"row_condition": f'rating_scale == "{scale}"', "condition_parser": "pandas"}
    return replace(rule, name=f"{rule.name} ({scale})", arguments={**rule.arguments, **condition})
