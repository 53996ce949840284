with files as (
    select
        *,
        data_date < batch_date as is_late
    from {{ ref('stg_ops__feed_load') }}
),

-- The row of a feed that had not come is about no file: it counts nothing and is not punctual.
health as (
    select
        feed,
        batch_date,
        count(*) filter (where not is_missing) as files,
        sum(rows) as rows,
        sum(silver) as silver,
        sum(duplicate) as duplicate,
        sum(superseded) as superseded,
        sum(quarantine) as quarantine,
        batch_date - max(data_date) filter (where not is_missing) as lag_days,
        bool_and(is_missing) as is_missing,
        count(*) filter (where is_late) as late_files,
        coalesce(sum(rows) filter (where is_late), 0) as late_rows
    from files
    group by feed, batch_date
),

events as (
    select
        feed,
        batch_date,
        sum(rows) filter (where event = 'withdrawn') as withdrawn,
        sum(rows) filter (where event = 'requeued') as requeued
    from {{ ref('stg_ops__file_events') }}
    group by feed, batch_date
),

checks as (
    select
        feed,
        batch_date,
        count(*) filter (where outcome = 'warned') as checks_warned,
        count(*) filter (where outcome = 'stopped') as checks_stopped,
        string_agg(source, ';' order by source) filter (
            where measure_code = 'delivered_files' and value = 0
        ) as missing_sources
    from {{ ref('stg_ops__batch_checks') }}
    group by feed, batch_date
)

select
    health.*,
    coalesce(events.withdrawn, 0) as withdrawn,
    coalesce(events.requeued, 0) as requeued,
    coalesce(checks.checks_warned, 0) as checks_warned,
    coalesce(checks.checks_stopped, 0) as checks_stopped,
    checks.missing_sources
from health
left join events
    on
        health.feed = events.feed
        and health.batch_date = events.batch_date
left join checks
    on
        health.feed = checks.feed
        and health.batch_date = checks.batch_date
