{{ config(materialized='view') }}

with batches as (
    select batch_date from {{ ref('stg_raw__cases') }}
    union all
    select batch_date from {{ ref('stg_ops__feed_load') }}
)

select max(batch_date) as as_of_date
from batches
