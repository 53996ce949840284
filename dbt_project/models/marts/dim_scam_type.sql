with scam_types as (
    select * from {{ ref('stg_seeds__scam_types') }}
)

select
    'ALL' as scam_type_code,
    '{{ var("all_scam_types_name") }}' as scam_type_name,
    null::date as valid_from
union all
select
    scam_type_code,
    scam_type_name,
    valid_from
from scam_types
