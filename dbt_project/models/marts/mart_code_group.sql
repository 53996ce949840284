{{ config(tags=['codes']) }}

with cells as (
    select * from {{ ref('int_code_cells') }}
    where group_type not in ('city', 'county')
)

select
    as_of_date,
    group_type,
    group_value,
    code,
    case when not is_suppressed then residents end as residents,
    is_suppressed
from cells
