{{ config(tags=['codes']) }}

select
    line_code,
    line_name
from {{ ref('code_lines') }}
