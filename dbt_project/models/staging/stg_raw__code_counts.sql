with counts as (
    select * from {{ source('raw', 'code_counts') }}
)

select
    as_of_date,
    county_code,
    age_band,
    code,
    previous_code,
    decided_step,
    residents
from counts
