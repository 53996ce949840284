{{ config(tags=['codes']) }}

with models as (
    select * from {{ source('raw', 'resident_models') }}
)

select
    as_of_date,
    kind,
    model_version,
    is_in_use,
    valid_from,
    positives,
    capture_1,
    capture_10,
    capture_10_lower,
    capture_10_upper,
    observed_expected,
    verdict
from models
