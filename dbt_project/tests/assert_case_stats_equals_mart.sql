-- The function as of the latest batch is the mart, row by row, and it answers one period as it answers all.
with latest as (
    select as_of_date from {{ ref('int_latest_batch') }}
),

sides as (
    select 'mart' as side, 'all' as asked, hashtextextended(mart::text, 0) as row_hash
    from {{ ref('mart_case_yoy') }} as mart
    union all
    select 'function', 'all', hashtextextended(stats::text, 0)
    from latest
    cross join lateral marts.case_stats(latest.as_of_date) as stats
    union all
    select 'mart', 'one', hashtextextended(mart::text, 0)
    from {{ ref('mart_case_yoy') }} as mart
    inner join latest on mart.period_end = latest.as_of_date
    union all
    select 'function', 'one', hashtextextended(stats::text, 0)
    from latest
    cross join lateral marts.case_stats(latest.as_of_date, latest.as_of_date) as stats
)

select asked, row_hash, count(*) as differences
from sides
group by asked, row_hash
having count(*) filter (where side = 'mart') <> count(*) filter (where side = 'function')
