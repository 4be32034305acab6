"""From alarms to alerts: the statements that made each, what it came with, and whether it is noise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from insight import trends
from insight.pipeline import trend_rows
from insight.records import Release
from insight.runs import Session
from insight.trends import Alarm, KnownAlarm, Vote
from insight.warehouse import Row, Warehouse

USUAL_DAYS = 56  # before an alarm, over which it is read how many customers are strangers


def write_alerts(session: Session, alarms: Sequence[Alarm], listed: Sequence[Release]) -> None:
    """Replace mined.alerts by these alarms; one that an earlier run opened keeps its id.

    A theme that a person marked as noise is no product problem and opens none.
    """
    warehouse = session.warehouse
    noise_ids = {row["theme_id"] for row in warehouse.rows("select theme_id from mined.themes where is_noise")}
    alarms = [alarm for alarm in alarms if alarm.theme_id not in noise_ids]
    ids = trends.keep_ids(alarms, _read_known(warehouse, session.run.as_of))
    warehouse.run("delete from mined.alerts")
    if not alarms:
        return
    votes = _read_votes(warehouse, sorted({alarm.theme_id for alarm in alarms}))
    releases = [*listed, *_find_versions(warehouse, listed)]
    words = {row["word"]: row["known_on"] for row in warehouse.rows(_WORDS)}
    strangers = warehouse.rows(_STRANGERS)
    segments = warehouse.rows(_SEGMENTS)
    found = []
    for alarm in alarms:
        made = [vote for vote in votes[alarm.theme_id] if alarm.since_on <= vote.said_on <= alarm.last_on]
        noise = trends.read_noise(alarm, made, words, _usual_strangers(strangers, alarm.since_on))
        if noise.is_noise:  # what was said beside the wave is as usual
            made = trends.find_wave(alarm, votes[alarm.theme_id], noise)
        release = trends.find_release(alarm, made, releases)
        said = trends.describe_alarm(alarm, made, release, noise)
        segment = trends.find_top_segment(made, _usual_shares(segments, alarm.since_on, alarm.last_on))
        found.append(trend_rows.alert_row(alarm, ids.get(alarm), made, said, segment, is_noise=noise.is_noise))
    warehouse.append("mined.alerts", found)


def _read_known(warehouse: Warehouse, as_of: datetime) -> list[KnownAlarm]:
    """The alerts of the last run that were open by as_of, under the themes that carry on theirs."""
    known = [trend_rows.known_alarm_from(row) for row in warehouse.rows("from mined.alerts order by alert_id")]
    heirs = {
        row["theme_id"]: row["successor_id"]
        for row in warehouse.rows("select theme_id, successor_id from mined.themes where successor_id is not null")
    }
    return trends.end_themes([one for one in known if one.opened_on < as_of.date()], heirs)


def _read_votes(warehouse: Warehouse, theme_ids: list[str]) -> dict[str, list[Vote]]:
    votes: dict[str, list[Vote]] = {theme_id: [] for theme_id in theme_ids}
    for row in warehouse.rows(_VOTES, {"theme_ids": theme_ids}):
        votes[row["theme_id"]].append(trend_rows.vote_from(row))
    return votes


def _find_versions(warehouse: Warehouse, listed: Sequence[Release]) -> list[Release]:
    """Versions that customers name and no releases file tells of, each from when three had within a week."""
    first: dict[tuple[str, ...], Row] = {}
    for row in warehouse.rows(_VERSIONS):
        first.setdefault(trends.version_key(row["version"]), row)
    for release in listed:
        first.pop(trends.version_key(release.version), None)
    return [
        Release(row["version"], datetime.combine(row["known_on"], time(), UTC), is_listed=False)
        for row in first.values()
    ]


def _usual_strangers(days: Sequence[Row], since_on: date) -> float:
    """Share of customers without account or earlier feedback, in the weeks before an alarm."""
    before = [row for row in days if since_on - timedelta(days=USUAL_DAYS) <= row["said_on"] < since_on]
    heard = sum(row["customer_count"] for row in before)
    return sum(row["stranger_count"] for row in before) / heard if heard else 1.0


def _usual_shares(days: Sequence[Row], since_on: date, last_on: date) -> Mapping[tuple[str, str], float]:
    """How the customers of the same days split, whatever they spoke of: share of each value in its dimension."""
    values: Counter[tuple[str, str]] = Counter()
    bases: Counter[str] = Counter()
    for row in days:
        if since_on <= row["said_on"] <= last_on:
            values[row["dimension"], row["value"]] += row["customer_count"]
            bases[row["dimension"]] += row["customer_count"]
    return {key: count / bases[key[0]] for key, count in values.items()}


_VOTES = """
with firsts as (
    select customer_id, min(said_at)::date as first_on
    from staging.statements
    where said_at is not null
    group by customer_id
),

-- A ticket's title names the version, its third sentence the problem.
versions as (
    select feedback_id, mode(app_version order by app_version) as version
    from staging.statements
    where app_version is not null
    group by feedback_id
)

select
    evidence.subject_id as theme_id,
    evidence.statement_id,
    evidence.customer_id,
    evidence.said_at::date as said_on,
    list_distinct(regexp_extract_all(lower(evidence.clean), '\\p{L}{4,}')) as words,
    evidence.account_id is null and firsts.first_on = evidence.said_at::date as is_stranger,
    coalesce(evidence.app_version, versions.version) as app_version,
    evidence.platform,
    evidence.country,
    evidence.plan,
    evidence.segment,
    evidence.source,
    evidence.language,
from staging.evidence as evidence
join firsts on firsts.customer_id = evidence.customer_id
left join versions on versions.feedback_id = evidence.feedback_id
where evidence.subject_type = 'theme' and evidence.is_vote and evidence.said_at is not null
    and evidence.subject_id in (select unnest($theme_ids::varchar[]))
order by evidence.said_at, evidence.statement_id
"""

_WORDS = """
with said as (
    select unnest(regexp_extract_all(lower(clean), '\\p{L}{4,}')) as word, customer_id, said_at
    from staging.statements
    where is_specific and said_at is not null and is_known(said_at)
),

firsts as (
    select word, customer_id, min(said_at) as first_at
    from said
    group by word, customer_id
)

select word, first_at::date as known_on
from firsts
qualify row_number() over (partition by word order by first_at, customer_id) = 3
"""

_VERSIONS = """
with firsts as (
    select app_version as version, customer_id, min(said_at)::date as first_on
    from staging.statements
    where app_version is not null and said_at is not null and is_known(said_at)
    group by app_version, customer_id
),

-- Testers name a version weeks before it is out: it is when three customers do within a week.
thirds as (
    select
        version,
        first_on,
        lag(first_on, 2) over (partition by version order by first_on, customer_id) as earlier_on,
    from firsts
)

select version, min(first_on) as known_on
from thirds
where first_on - earlier_on <= 7
group by version
order by known_on, version
"""

_STRANGERS = """
with said as (
    select
        customer_id,
        said_at::date as said_on,
        bool_or(account_id is not null) as has_account,
        min(said_at::date) over (partition by customer_id) as first_on,
    from staging.statements
    where said_at is not null and is_known(said_at)
    group by customer_id, said_at::date
)

select
    said_on,
    count(*) as customer_count,
    count(*) filter (where not has_account and first_on = said_on) as stranger_count,
from said
group by said_on
order by said_on
"""

_SEGMENTS = """
with listed as (
    select
        customer_id,
        said_at::date as said_on,
        unnest(['app_version', 'platform', 'country', 'plan', 'segment', 'source', 'language']) as dimension,
        unnest([app_version, platform, country, plan, segment, source, language]) as value,
    from staging.statements
    where duplicate_of is null and said_at is not null and is_known(said_at)
)

select said_on, dimension, value, count(distinct customer_id) as customer_count
from listed
where value is not null
group by said_on, dimension, value
order by said_on, dimension, value
"""
