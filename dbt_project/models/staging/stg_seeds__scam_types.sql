select
    scam_type_code,
    scam_type_name,
    valid_from
from {{ ref('scam_types' ~ var('code_system')) }}
