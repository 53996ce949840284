-- The year to date of the mart, the days of the daily mart and the counted cases themselves tell the same sums.
with latest as (
    select
        as_of_date,
        date_trunc('year', as_of_date::timestamp)::date as first_day
    from {{ ref('int_latest_batch') }}
),

cases as (
    select
        count(*) as filings,
        coalesce(sum(victim_count), 0) as victims,
        coalesce(sum(loss_yuan), 0) as loss_yuan,
        coalesce(sum(gross_yuan), 0) as gross_yuan
    from {{ ref('fct_case') }}
    inner join latest on filed_date between first_day and as_of_date
    where is_counted
),

days as (
    select
        coalesce(sum(filings), 0) as filings,
        coalesce(sum(victims), 0) as victims,
        coalesce(sum(loss_yuan), 0) as loss_yuan,
        coalesce(sum(gross_yuan), 0) as gross_yuan
    from {{ ref('mart_case_daily') }}
    inner join latest on stat_date between first_day and latest.as_of_date
    where area_code = 'ALL' and scam_type_code = 'ALL'
),

year_to_date as (
    select
        coalesce(sum(value) filter (where measure_code = 'filings'), 0) as filings,
        coalesce(sum(value) filter (where measure_code = 'victims'), 0) as victims,
        coalesce(sum(value) filter (where measure_code = 'loss_yuan'), 0) as loss_yuan,
        coalesce(sum(value) filter (where measure_code = 'gross_yuan'), 0) as gross_yuan
    from {{ ref('mart_case_yoy') }}
    inner join latest on period_end = latest.as_of_date
    where period_type = 'ytd' and area_code = 'ALL' and scam_type_code = 'ALL'
),

told as (
    select * from cases
    union
    select * from days
    union
    select * from year_to_date
)

select count(*) as different_answers
from told
having count(*) > 1
