{{ config(tags=['codes']) }}

with batches as (
    select * from {{ ref('stg_raw__risk_code_batches') }}
),

newest as (
    select max(sequence) as sequence from batches
)

select
    batches.*,
    batches.sequence = newest.sequence as is_newest,
    case
        when batches.differing_by is not null then 'differing'
        when batches.acked_count > 0 then 'acked'
        else 'waiting'
    end as ack_state
from batches
cross join newest
