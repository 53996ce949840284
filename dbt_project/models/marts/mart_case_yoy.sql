{{ config(post_hook="{{ create_case_stats_function() }}") }}

with latest as (
    select as_of_date from {{ ref('int_latest_batch') }}
),

stats as (
    {{ case_stats(as_of='(select as_of_date from latest)', period_end=every_period_end()) }}
)

select * from stats
