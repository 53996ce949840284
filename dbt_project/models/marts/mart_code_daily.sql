{{ config(tags=['codes']) }}

with cells as (
    select * from {{ ref('int_code_cells') }}
    where group_type in ('city', 'county') and group_value <> ''
)

select
    as_of_date,
    group_value as area_code,
    code,
    case when not is_suppressed then residents end as residents,
    case when not is_change_suppressed then changed end as changed,
    is_suppressed
from cells
