-- fail: An alert counts customers that its evidence does not show, or names evidence that is not there.
with named as (
    select alert_id, unnest(evidence_ids) as evidence_id
    from marts.alerts
),

shown as (
    select
        named.alert_id,
        count(*) as named_count,
        count(evidence.evidence_id) as evidence_count,
        count(distinct evidence.customer_id) as customer_count,
    from named
    left join marts.evidence as evidence on evidence.evidence_id = named.evidence_id
    group by named.alert_id
)

select alerts.alert_id, alerts.customer_count, shown.customer_count as shown_count
from marts.alerts as alerts
left join shown on shown.alert_id = alerts.alert_id
where alerts.customer_count is distinct from shown.customer_count or shown.named_count != shown.evidence_count
order by alerts.alert_id
