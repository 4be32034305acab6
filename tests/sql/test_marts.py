"""What holds for all marts together: their columns, their order, and that they can be counted again from evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest

from insight.config import Settings, ThemeSettings
from insight.pipeline.publishing import marts_variables
from insight.records import Run
from insight.relations import build_marts, install, read_relations, run_checks, sql_folder
from insight.warehouse import Warehouse, open_work_file
from tests.sql.made_rows import AS_OF, Rows, make_rows

RELATIONS = read_relations(sql_folder())
HALF_MAY_BE_UNCLEAR = Settings(product="app", themes=ThemeSettings(max_unclear_share=0.5))
VARIABLES = marts_variables(HALF_MAY_BE_UNCLEAR, Run("run_1", AS_OF))
PROMISED = {
    "feature_ideas": """
        idea_id rank title problem_statement idea_kind area theme_id status owner first_seen_at last_seen_at
        mention_count customer_count account_count revenue_at_stake revenue_known_share currency customer_share
        explicit_request_share severity_p90 sentiment_mean score_impact score_impact_lo score_impact_hi
        score_impact_metric trend trend_ratio trend_q reach impact confidence effort_person_months score score_parts
        is_rank_fragile confidence_voices confidence_grouping confidence_kind counter_count counter_share best_quote
        best_quote_url evidence_count top_segments sources languages job obstacle workaround feeling run_id""",
    "pain_points": """
        theme_id rank title description area pain_type first_seen_at last_seen_at mention_count customer_count
        account_count revenue_at_stake revenue_known_share currency customer_share explicit_request_share severity_p90
        sentiment_mean workaround_share churn_language_share score_impact score_impact_lo score_impact_hi
        score_impact_metric trend trend_ratio trend_q counter_count counter_share best_quote best_quote_url
        evidence_count top_segments sources languages app_versions linked_idea_ids run_id""",
    "evidence": """
        evidence_id subject_type subject_id stance statement_id feedback_id quote char_start char_end source source_url
        said_at customer_id account_id plan_at_time revenue_at_time segment_at_time country product app_version language
        rating kind kind_confidence sentiment severity pain_type has_workaround has_churn_language assign_similarity
        assign_method duplicate_of quote_place is_counted not_counted_reason run_id""",
    "themes": """
        theme_id label label_source description keywords level parent_id area state successor_id created_run_id
        is_pinned is_noise noise_share statement_count customer_count coverage_share cohesion unsure_share nearest_theme_id
        nearest_similarity run_id""",
    "theme_lineage": "event_id at op from_ids to_ids actor reason edit_ref statements_moved run_id",
    "theme_trends": """
        theme_id period period_start segment mention_count customer_count base_volume rate_per_1000 baseline_rate ratio
        ci_lo ci_hi q_value is_partial sentiment_mean flag run_id""",
    "alerts": """
        alert_id theme_id opened_at updated_at closed_at state peak_ratio q_value customer_count reason top_segment
        evidence_ids run_id""",
    "segment_cuts": """
        subject_type subject_id dimension value customer_count mention_count share lift lift_lo lift_hi is_suppressed
        run_id""",
    "runs": """
        run_id as_of started_at ended_at state stage error code_hash config_hash taxonomy_hash encoder window_start_at
        window_end_at read_count stored_count unchanged_count quarantined_count idea_count evidence_count""",
    "sources_status": """
        source feedback_count message_count first_created_at last_created_at silent_days undated_count future_count
        set_aside_count unread_languages deleted_count quarantine_count last_landed_run_id run_id""",
    "quality_report": "suite name severity is_met observed bad_keys error run_id",
    "quarantine": "quarantine_id source file line reason detail state first_run_id last_run_id run_id",
    "taxonomy_report": """
        edit_ref op from_ids to_ids is_applied reason statements_moved author asked_on asked_because line run_id""",
    "decisions": """
        position idea_id title status owner effort_person_months release released_on merged_into_id note author
        decided_on is_applied reason gap line run_id""",
    "release_effects": """
        idea_id subject_type subject_id title release released_on before_days after_days before_count after_count
        before_volume after_volume ratio ratio_lo ratio_hi outcome tell_count run_id""",
    "customers_to_tell": """
        idea_id customer_id account_id mention_count first_said_at last_said_at feedback_id source has_said_since
        run_id""",
    "evaluation_report": "figure value value_lo value_hi label_count label_set reference run_id",
}


@pytest.fixture(scope="module")
def made() -> Rows:
    return make_rows(100, theme_count=12)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, made: Rows) -> Iterator[Warehouse]:
    """A work file in which every mart is built from the made-up rows."""
    with open_work_file(Settings(root=tmp_path_factory.mktemp("marts"))) as opened:
        install(opened, RELATIONS)
        fill(opened, made)
        yield opened


def fill(warehouse: Warehouse, rows: Rows, **changes: Any) -> None:
    """Load the rows and build every mart."""
    for table, given in rows.items():
        warehouse.append(table, given)
    build_marts(warehouse, RELATIONS, VARIABLES | changes)


def read_marts(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    return {name: warehouse.rows(f"from marts.{name}") for name in PROMISED}


def test_the_marts_are_those_that_are_promised_with_their_columns_in_order(built: Warehouse) -> None:
    names = [name for name in RELATIONS if name.startswith("marts.")]
    columns = {name.removeprefix("marts."): built.columns(name) for name in names}
    assert columns == {name: listed.split() for name, listed in PROMISED.items()}


def test_every_relation_of_the_warehouse_has_its_file(built: Warehouse) -> None:
    found = built.rows("select table_schema || '.' || table_name as name from information_schema.tables")
    files = {name for name in RELATIONS if not name.startswith(("macros.", "checks."))}
    assert {row["name"] for row in found} == files


def test_every_column_of_a_mart_carries_its_note(built: Warehouse) -> None:
    lacking = "select column_name from duckdb_columns() where schema_name = 'marts' and comment is null"
    assert built.rows(lacking) == []


def test_every_check_passes_on_sound_rows(built: Warehouse) -> None:
    assert len(read_marts(built)["feature_ideas"]) == 12
    assert [finding for finding in run_checks(built, RELATIONS) if not finding.is_met] == []


def test_no_mart_changes_when_rows_are_shuffled(warehouse: Warehouse, built: Warehouse, made: Rows) -> None:
    random = Random(7)
    fill(warehouse, {table: random.sample(given, len(given)) for table, given in made.items()})
    assert read_marts(warehouse) == read_marts(built)


def test_a_past_day_is_seen_as_it_was_whatever_came_after(
    warehouse: Warehouse, second_warehouse: Warehouse, made: Rows
) -> None:
    day = AS_OF - timedelta(days=200)
    fill(warehouse, made, as_of=day)
    fill(second_warehouse, _said_by(day, made), as_of=day)
    seen_later, seen_then = read_marts(warehouse), read_marts(second_warehouse)
    for name in ("feature_ideas", "pain_points", "evidence", "segment_cuts", "theme_trends"):
        assert seen_later[name] == seen_then[name]


def _said_by(day: datetime, rows: Rows) -> Rows:
    """The rows that were there on that day; what has no date was."""
    dates = {row["feedback_id"]: row["created_at"] or day for row in rows["raw.feedback"]}
    kept = {
        table: [row for row in given if dates.get(row.get("feedback_id", ""), day) <= day]
        for table, given in rows.items()
    }
    known = {row["statement_id"] for row in kept["mined.statements"]}
    for table in ("mined.theme_members", "mined.idea_evidence", "mined.duplicates"):
        kept[table] = [row for row in rows[table] if row["statement_id"] in known]
    return kept
