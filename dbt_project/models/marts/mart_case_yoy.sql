{{ config(pre_hook="set local work_mem = '256MB'", post_hook="{{ create_case_stats_function() }}") }}

with latest as (
    select as_of_date from {{ ref('int_latest_batch') }}
),

stats as (
    {{ case_stats(as_of='(select as_of_date from latest)', period_end=every_period_end()) }}
)

-- In the order of the key: the index grows at its end only, and readers of one period find it in one place.
select * from stats
order by period_type, period_end, as_of_date, area_code, scam_type_code, measure_code
