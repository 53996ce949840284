with feeds as (
    select * from {{ ref('stg_seeds__feeds') }}
)

select
    feed,
    feed_name,
    position
from feeds
