{{ config(tags=['codes']) }}

with batches as (
    select * from {{ source('raw', 'risk_code_batches') }}
)

select
    sequence,
    as_of_date,
    version,
    kind,
    previous_sequence,
    refers_to,
    model_version,
    rows,
    green_count,
    yellow_count,
    red_count,
    unrated_count,
    suspended_count,
    delta_rows,
    inserted_count,
    updated_count,
    deleted_count,
    state_digest,
    valid_until_at,
    acked_count,
    acked_by,
    differing_by
from batches
