with latest as (
    select as_of_date from {{ ref('int_latest_batch') }}
),

health as (
    select
        *,
        batch_date > latest.as_of_date - {{ var('feed_status_days') }} as is_recent,
        batch_date = latest.as_of_date as is_latest
    from {{ ref('mart_feed_health') }}
    cross join latest
),

-- Of these nothing is due: a batch without a file of theirs is complete.
occasional as (
    select feed from {{ ref('stg_seeds__feeds') }}
    where not is_due
),

feeds as (
    select
        feed,
        as_of_date,
        max(batch_date) filter (where not is_missing) as last_batch_date,
        count(*) filter (where is_missing and is_recent) as missing_batches,
        bool_or(is_latest and is_missing) as is_missing,
        bool_or(is_latest and not is_missing) as is_delivered
    from health
    group by feed, as_of_date
)

select
    feed,
    as_of_date,
    last_batch_date,
    as_of_date - last_batch_date as days_behind,
    case
        when is_delivered then 'delivered'
        when is_missing then 'missing'
        else 'not_loaded'
    end as state_code,
    missing_batches
from feeds
where is_delivered or feed not in (select occasional.feed from occasional)
