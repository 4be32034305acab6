-- One row per theme, complete day or week and segment that was held against what was to be expected of it.
create table if not exists mined.theme_tests (
    theme_id varchar not null,
    period varchar not null,
    period_start date not null,
    segment varchar not null,
    expected_count double not null,
    ratio double,
    ci_lo double not null,
    ci_hi double not null,
    q_value double not null,
    flag varchar
)
