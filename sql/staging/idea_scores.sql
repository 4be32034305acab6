-- One row per feature idea that is shown: its score, its rank, and whether other weights would move it. The formula.
--
-- preset    score (weights w are settings, all parts 0 to 1)
-- weighted  100 x the geometric mean of reach, impact and confidence, by w
-- rice      customers^w x (3 x impact)^w x confidence^w / effort^w, without an effort nothing
-- ice       mean of impact, confidence and ease, each of 1 to 10, by w; ease = 1 + 9 / (1 + months of effort)
-- opportunity  importance + max(importance - satisfaction, 0), each of 0 to 10: importance is the mean of reach and
--              impact by w, satisfaction the share of those heard who say the opposite
with judged as (
    select
        ideas.idea_id,
        counts.customer_count,
        coalesce(counts.counter_share, 0) as satisfaction,
        coalesce(standings.status, 'new') as status,
        standings.effort_person_months as effort,
        -- Reach: ten customers of a thousand are .35, a hundred .67, all of them 1.
        ln(1 + counts.customer_count) / ln(1 + greatest(volume.customer_count, counts.customer_count)) as reach,
        coalesce(counts.severity_p90 - 1, 0) / 4 as severity_part,
        counts.explicit_request_share as requests_part,
        -- What it surely costs (the near end of the interval), against the idea that costs most on the same score:
        -- points of different scores are never compared. Unknown is left out, not zero.
        if(counts.score_impact_hi > 0, 0, -counts.score_impact_hi)
            / greatest(max(-counts.score_impact_hi) over (partition by counts.score_impact_metric), 1e-9)
            as effect_part,
        counts.customer_count / (counts.customer_count + 5) as confidence_voices,
        counts.similarity_mean as confidence_grouping,
        counts.kind_confidence_mean as confidence_kind,
        list_avg([confidence_voices, confidence_grouping, confidence_kind]) as confidence,
    from mined.ideas as ideas
    join staging.subject_counts as counts
        on counts.subject_type = 'idea' and counts.subject_id = ideas.idea_id and counts.is_shown
    left join mined.idea_standings as standings on standings.idea_id = ideas.idea_id
    cross join staging.volume as volume
),

-- Every weight 20 % up or down, all ways; way 128 is the settings as they are.
weightings as (
    select
        way,
        list_transform(
            [
                getvariable('weight_reach')::double, getvariable('weight_impact')::double,
                getvariable('weight_confidence')::double, getvariable('weight_effort')::double,
                getvariable('weight_severity')::double, getvariable('weight_requests')::double,
                getvariable('weight_effect')::double
            ],
            lambda weight, place: weight * if(way = 128, 1, if((way >> (place - 1)) & 1 = 1, 1.2, 0.8))
        ) as w,
    from range(129) as ways (way)
),

-- Impact: whoever speaks up is worth .2; the rest of the scale is shared by the three parts, as far as they are known.
weighed as (
    select
        judged.*,
        weightings.*,
        0.2 + 0.8 * coalesce(
            (w[5] * severity_part + w[6] * requests_part + w[7] * coalesce(effect_part, 0))
                / nullif(w[5] + w[6] + if(effect_part is null, 0, w[7]), 0),
            0
        ) as impact,
        10 * coalesce((w[1] * reach + w[2] * impact) / nullif(w[1] + w[2], 0), 0) as importance,
    from judged
    cross join weightings
),

scored as (
    select
        *,
        round(case getvariable('preset')::varchar
            when 'weighted' then 100 * pow(
                pow(reach, w[1]) * pow(impact, w[2]) * pow(confidence, w[3]), coalesce(1 / nullif(w[1] + w[2] + w[3], 0), 0)
            )
            when 'rice' then
                pow(customer_count, w[1]) * pow(3 * impact, w[2]) * pow(confidence, w[3]) / pow(effort, w[4])
            when 'ice' then
                (w[2] * (1 + 9 * impact) + w[3] * (1 + 9 * confidence) + w[4] * (1 + 9 / (1 + effort)))
                    / nullif(w[2] + w[3] + w[4], 0)
            when 'opportunity' then importance + greatest(importance - 10 * satisfaction, 0)
        end, 4) as score,
    from weighed
),

-- What nobody has set an effort for stands behind, by what is known of it.
placed as (
    select
        *,
        row_number() over (
            partition by way
            order by
                status in ('shipped', 'declined', 'merged'),
                score desc nulls last,
                if(score is null, round(reach * impact * confidence, 6), 0) desc,
                customer_count desc,
                idea_id
        ) as place,
    from scored
)

select
    idea_id,
    max(place) filter (where way = 128) as rank,
    max(score) filter (where way = 128) as score,
    -- The worst of 128 ways speaks for no way that anybody would choose; a quarter of them does.
    len(list_filter(list(place), lambda elsewhere: abs(elsewhere - rank) > 3)) > 128 / 4 as is_rank_fragile,
    any_value(status) as status,
    any_value(effort) as effort,
    any_value(reach) as reach,
    max(impact) filter (where way = 128) as impact,
    any_value(confidence) as confidence,
    any_value(confidence_voices) as confidence_voices,
    any_value(confidence_grouping) as confidence_grouping,
    any_value(confidence_kind) as confidence_kind,
    any_value(severity_part) as severity_part,
    any_value(requests_part) as requests_part,
    any_value(effect_part) as effect_part,
from placed
group by idea_id
