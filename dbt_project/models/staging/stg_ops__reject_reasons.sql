with reasons as (
    select * from {{ source('ops', 'reject_reasons') }}
)

select
    feed,
    batch_date,
    source,
    reason_code,
    "column" as wire_column,
    rows
from reasons
