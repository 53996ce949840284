select
    check_code as measure_code,
    check_name,
    unit_code
from {{ ref('batch_checks') }}
