with reasons as (
    select * from {{ ref('stg_ops__reject_reasons') }}
),

names as (
    select * from {{ ref('stg_seeds__reject_reasons') }}
)

select
    reasons.feed,
    reasons.batch_date,
    reasons.source,
    reasons.reason_code,
    reasons.wire_column,
    coalesce(names.reason_name, reasons.reason_code) as reason_name,
    reasons.rows
from reasons
left join names on reasons.reason_code = names.reason_code
