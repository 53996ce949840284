with events as (
    select * from {{ source('ops', 'file_events') }}
)

select
    feed,
    batch_date,
    file_sha256,
    event,
    file,
    source,
    data_date,
    rows
from events
