-- The refused lines of a batch by reason are those that the accounts of its files tell, while the lake keeps them.
with told as (
    select
        feed,
        batch_date,
        source,
        quarantine as rows_more_told
    from {{ ref('stg_ops__feed_load') }}
    union all
    select
        feed,
        batch_date,
        source,
        -rows as rows_more_told
    from {{ ref('mart_feed_reject') }}
),

kept as (
    select told.*
    from told
    cross join {{ ref('int_latest_batch') }} as latest
    where told.batch_date > latest.as_of_date - {{ var('quarantine_days') }}
)

select
    feed,
    batch_date,
    source,
    sum(rows_more_told) as rows_more_told
from kept
group by feed, batch_date, source
having sum(rows_more_told) <> 0
