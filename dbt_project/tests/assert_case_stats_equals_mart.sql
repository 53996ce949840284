{{ config(tags=["proof"]) }}

-- The function as of the latest batch is the mart, row by row, and it answers one period as it answers all.
with latest as (
    select as_of_date from {{ ref('int_latest_batch') }}
),

mart as (
    select
        period_end,
        hashtextextended(stats::text, 0) as row_hash
    from {{ ref('mart_case_yoy') }} as stats
),

sides as (
    select
        'all' as asked,
        1 as in_mart,
        mart.row_hash
    from mart
    union all
    select
        'all' as asked,
        -1 as in_mart,
        hashtextextended(stats::text, 0) as row_hash
    from latest
    cross join lateral marts.case_stats(latest.as_of_date) as stats
    union all
    select
        'one' as asked,
        1 as in_mart,
        mart.row_hash
    from mart
    inner join latest on mart.period_end = latest.as_of_date
    union all
    select
        'one' as asked,
        -1 as in_mart,
        hashtextextended(stats::text, 0) as row_hash
    from latest
    cross join lateral marts.case_stats(latest.as_of_date, latest.as_of_date) as stats
)

select
    asked,
    row_hash,
    sum(in_mart) as rows_more_in_mart
from sides
group by asked, row_hash
having sum(in_mart) <> 0
