-- Every delivered row ended in exactly one place, and a batch without files has no rows.
select *
from {{ ref('mart_feed_health') }}
where
    rows <> silver + duplicate + superseded + quarantine
    or is_missing <> (files = 0)
    or (is_missing and rows > 0)
