select
    feed,
    feed_name,
    position,
    is_due
from {{ ref('feeds') }}
