{{ config(tags=['codes']) }}

with counts as (
    select * from {{ ref('stg_raw__code_counts') }}
),

cells as (
    select
        counts.as_of_date,
        counts.code,
        grouped.group_type,
        grouped.group_value,
        sum(counts.residents)::bigint as residents,
        coalesce(
            sum(counts.residents) filter (where counts.previous_code not in ('', counts.code)), 0
        )::bigint as changed
    from counts
    cross join
        lateral (
            values
            ('city', 'ALL'),
            ('county', counts.county_code),
            ('age_band', counts.age_band),
            ('previous_code', counts.previous_code),
            ('decided_step', counts.decided_step)
        ) as grouped (group_type, group_value)
    group by counts.as_of_date, counts.code, grouped.group_type, grouped.group_value
),

small as (
    select
        *,
        residents > 0 and residents < {{ var('small_cell_residents') }} as is_small,
        changed > 0 and changed < {{ var('small_cell_residents') }} as is_small_change
    from cells
),

shown as (
    select
        *,
        is_small or ({{ one_more_hidden('is_small', 'residents') }}) as is_suppressed
    from small
),

changes as (
    select
        *,
        is_suppressed or is_small_change as is_hidden_change
    from shown
)

select
    as_of_date,
    code,
    group_type,
    group_value,
    residents,
    changed,
    is_suppressed,
    is_hidden_change or ({{ one_more_hidden('is_hidden_change', 'changed') }}) as is_change_suppressed
from changes
