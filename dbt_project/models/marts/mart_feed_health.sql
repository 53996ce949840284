with files as (
    select * from {{ ref('stg_ops__feed_load') }}
),

health as (
    select
        feed,
        batch_date,
        count(*) as files,
        sum(rows) as rows,
        sum(silver) as silver,
        sum(duplicate) as duplicate,
        sum(superseded) as superseded,
        sum(quarantine) as quarantine,
        batch_date - max(data_date) as lag_days
    from files
    group by feed, batch_date
)

select * from health
