with latest as (
    select as_of_date from {{ ref('int_latest_batch') }}
),

events as (
    {{ case_events_known('(select as_of_date from latest)') }}
),

cells as (
    {{ case_cells('events') }}
),

daily as (
    select
        cells.stat_date,
        latest.as_of_date,
        cells.area_code,
        cells.scam_type_code,
        {%- for basis, measure in [('filed', 'filings'), ('incident', 'incidents'), ('solved', 'solved')] %}
        coalesce(sum(cells.cases) filter (where cells.basis_code = '{{ basis }}'), 0)::bigint as {{ measure }},
        {%- endfor %}
        {%- for measure in ['loss_yuan', 'gross_yuan'] %}
        coalesce(sum(cells.{{ measure }}) filter (where cells.basis_code = 'filed'), 0)::numeric(18, 2) as {{ measure }},
        {%- endfor %}
        coalesce(sum(cells.victims) filter (where cells.basis_code = 'filed'), 0)::bigint as victims
    from cells
    cross join latest
    group by cells.stat_date, latest.as_of_date, cells.area_code, cells.scam_type_code
)

select * from daily
