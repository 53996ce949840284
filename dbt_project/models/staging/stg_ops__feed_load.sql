with files as (
    select * from {{ source('ops', 'feed_load') }}
)

select
    feed,
    batch_date,
    file,
    source,
    data_date,
    file = 'missing' as is_missing,
    rows,
    silver,
    duplicate,
    superseded,
    quarantine
from files
