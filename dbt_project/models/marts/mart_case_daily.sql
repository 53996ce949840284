with latest as (
    select as_of_date from {{ ref('int_latest_batch') }}
),

events as (
    {{ case_events_known('(select as_of_date from latest)') }}
),

cells as (
    {{ case_cells('events') }}
)

select
    cells.stat_date,
    latest.as_of_date,
    cells.area_code,
    cells.scam_type_code,
    coalesce(sum(cells.cases) filter (where cells.basis_code = 'filed'), 0) as filings,
    coalesce(sum(cells.cases) filter (where cells.basis_code = 'incident'), 0) as incidents,
    coalesce(sum(cells.cases) filter (where cells.basis_code = 'solved'), 0) as solved,
    coalesce(sum(cells.loss_yuan) filter (where cells.basis_code = 'filed'), 0)::numeric(18, 2) as loss_yuan,
    coalesce(sum(cells.gross_yuan) filter (where cells.basis_code = 'filed'), 0)::numeric(18, 2) as gross_yuan,
    coalesce(sum(cells.victims) filter (where cells.basis_code = 'filed'), 0) as victims
from cells
cross join latest
group by cells.stat_date, latest.as_of_date, cells.area_code, cells.scam_type_code
