with checks as (
    select * from {{ ref('stg_ops__batch_checks') }}
),

names as (
    select * from {{ ref('stg_seeds__batch_checks') }}
)

select
    checks.feed,
    checks.batch_date,
    checks.source,
    checks.check_code,
    coalesce(names.check_name, checks.measure_code) as check_name,
    checks.column_name,
    coalesce(names.unit_code, 'ratio') as unit_code,
    checks.value::numeric(28, 9) as value,
    checks.lowest::numeric(28, 9) as lowest,
    checks.highest::numeric(28, 9) as highest,
    checks.outcome
from checks
left join names on checks.measure_code = names.measure_code
