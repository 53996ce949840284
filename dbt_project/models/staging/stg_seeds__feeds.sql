select
    feed,
    feed_name,
    position
from {{ ref('feeds') }}
