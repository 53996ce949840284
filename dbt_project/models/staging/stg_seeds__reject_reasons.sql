select
    reason_code,
    reason_name
from {{ ref('reject_reasons') }}
