{{ config(tags=['codes']) }}

with lines as (
    select * from {{ ref('stg_seeds__code_lines') }}
)

select
    line_code,
    line_name
from lines
