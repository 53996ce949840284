with checks as (
    select * from {{ source('ops', 'batch_checks') }}
)

select
    feed,
    batch_date,
    source,
    check_code,
    split_part(check_code, ':', 1) as measure_code,
    nullif(split_part(check_code, ':', 2), '') as column_name,
    value,
    lowest,
    highest,
    outcome
from checks
