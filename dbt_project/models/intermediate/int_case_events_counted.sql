{{ config(indexes=[{'columns': ['stat_date']}], post_hook="analyze {{ this }}") }}

with counted as (
    select * from {{ ref('int_case_versions') }}
    where is_counted
),

bases as (
    select * from (values ('filed'), ('incident'), ('solved')) as basis (basis_code)
),

events as (
    select
        counted.*,
        bases.basis_code,
        case bases.basis_code
            when 'filed' then counted.filed_date
            when 'incident' then counted.incident_date
            when 'solved' then counted.solved_date
        end as stat_date
    from counted
    cross join bases
)

select
    known_from,
    known_to,
    stat_date,
    basis_code,
    county_code,
    town_code,
    scam_type_code,
    count(*)::int as cases,
    sum(victim_count)::int as victims,
    coalesce(sum(loss_yuan), 0)::numeric(18, 2) as loss_yuan,
    coalesce(sum(gross_yuan), 0)::numeric(18, 2) as gross_yuan
from events
where stat_date is not null
group by known_from, known_to, stat_date, basis_code, county_code, town_code, scam_type_code
