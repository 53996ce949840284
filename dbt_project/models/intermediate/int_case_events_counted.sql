with counted as (
    select * from {{ ref('int_case_versions') }}
    where is_counted
)

select
    counted.known_from,
    counted.known_to,
    basis.stat_date,
    basis.basis_code,
    counted.county_code,
    counted.town_code,
    counted.scam_type_code,
    count(*)::int as cases,
    sum(counted.victim_count)::int as victims,
    coalesce(sum(counted.loss_yuan), 0)::numeric(18, 2) as loss_yuan,
    coalesce(sum(counted.gross_yuan), 0)::numeric(18, 2) as gross_yuan
from counted
cross join lateral (
    values
    ('filed', counted.filed_date),
    ('incident', counted.incident_date),
    ('solved', counted.solved_date)
) as basis (basis_code, stat_date)
where basis.stat_date is not null
group by
    counted.known_from,
    counted.known_to,
    basis.stat_date,
    basis.basis_code,
    counted.county_code,
    counted.town_code,
    counted.scam_type_code
