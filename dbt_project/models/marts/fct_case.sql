with versions as (
    select * from {{ ref('int_case_versions') }}
)

select
    source,
    case_no,
    version_no,
    op,
    status_code,
    scam_type_code,
    area_code,
    county_code,
    town_code,
    unit_code,
    transferred_to,
    merged_into_case_no,
    victim_key,
    currency,
    contact_channel_code,
    is_id_check_ok,
    is_counted,
    not_counted_reason,
    victim_count,
    gross_yuan,
    loss_yuan,
    incident_date,
    accepted_date,
    filed_date,
    solved_date,
    withdrawn_date,
    reported_at,
    updated_at,
    file_sha256,
    line_no,
    batch_date
from versions
where known_to = 'infinity'
