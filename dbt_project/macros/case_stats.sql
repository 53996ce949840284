{#-
    The one definition of the published statistics, as of any date.
    `as_of` and `period_end` are SQL expressions; without a period end every published period is made.
-#}
{% macro case_stats(as_of, period_end) %}
with events as materialized (
    {{ case_events_known(as_of, period_end) }}
),

ends as (
    {{ stat_period_ends(as_of, period_end) }}
),

periods as materialized (
    {{ stat_periods('ends') }}
),

period_parts as materialized (
    {{ stat_period_parts('periods') }}
),

day_cells as materialized (
    {{ case_cells('events') }}
),

cells as (
    {{ case_cell_parts('day_cells') }}
),

sums as (
    {{ case_sums('period_parts', 'cells') }}
),

measures as (
    {{ case_measures('sums') }}
),

compared as (
    {{ case_comparisons('measures', 'periods') }}
)

select
    period_type,
    period_end,
    {{ as_of }} as as_of_date,
    area_code,
    scam_type_code,
    measure_code,
    value::numeric(18, 2) as value,
    base_value::numeric(18, 2) as same_period_last_year,
    prior_value::numeric(18, 2) as prior_period,
    {{ ratio('value', 'base_value', 'base_cases') }} as yoy,
    {{ ratio('value', 'prior_value', 'prior_cases') }} as mom,
    {{ note_codes('base_value', 'base_cases', 'is_leap', 'is_partial') }} as yoy_note_codes,
    {{ note_codes('prior_value', 'prior_cases', 'false', 'is_partial') }} as mom_note_codes
from compared
{% endmacro %}

{#- One row per period and cell with three sums each: the period's, its base's and its prior period's. -#}
{% macro case_sums(period_parts, cells) %}
    select
        part.period_type,
        part.period_end,
        cell.area_code,
        cell.scam_type_code,
        cell.basis_code,
        {{ role_sums('value') }},
        {{ role_sums('base') }},
        {{ role_sums('prior') }}
    from {{ period_parts }} as part
    inner join {{ cells }} as cell
        on part.part_code = cell.part_code
        and part.part_date = cell.part_date
    group by part.period_type, part.period_end, cell.area_code, cell.scam_type_code, cell.basis_code
    having count(*) filter (where part.role_code <> 'prior') > 0
{% endmacro %}

{% macro role_sums(role) -%}
    {% set only = "filter (where part.role_code = '" ~ role ~ "')" -%}
    coalesce(sum(cell.cases) {{ only }}, 0) as {{ role }}_cases,
    coalesce(sum(cell.victims) {{ only }}, 0) as {{ role }}_victims,
    coalesce(sum(cell.loss_yuan) {{ only }}, 0) as {{ role }}_loss_yuan,
    coalesce(sum(cell.gross_yuan) {{ only }}, 0) as {{ role }}_gross_yuan
{%- endmacro %}

{#- From a column per measure to a row per measure; the cases behind a sum decide whether its ratio is shown. -#}
{% macro case_measures(sums) %}
    select
        period_type,
        period_end,
        area_code,
        scam_type_code,
        measure.measure_code,
        measure.value,
        measure.base_value,
        measure.prior_value,
        base_cases,
        prior_cases
    from {{ sums }} as summed
    cross join lateral (
        values
        ('filed', 'filings', value_cases, base_cases, prior_cases),
        ('filed', 'victims', value_victims, base_victims, prior_victims),
        ('filed', 'loss_yuan', value_loss_yuan, base_loss_yuan, prior_loss_yuan),
        ('filed', 'gross_yuan', value_gross_yuan, base_gross_yuan, prior_gross_yuan),
        ('incident', 'incidents', value_cases, base_cases, prior_cases),
        ('solved', 'solved', value_cases, base_cases, prior_cases)
    ) as measure (basis_code, measure_code, value, base_value, prior_value)
    where measure.basis_code = summed.basis_code
{% endmacro %}

{#- What cannot be compared has no base: a day that is 29 February, the prior period of a year to date. -#}
{% macro case_comparisons(measures, periods) %}
    select
        measure.period_type,
        measure.period_end,
        measure.area_code,
        measure.scam_type_code,
        measure.measure_code,
        measure.value,
        case when period.base_end is not null then measure.base_value end as base_value,
        case when period.base_end is not null then measure.base_cases end as base_cases,
        case when period.prior_end is not null then measure.prior_value end as prior_value,
        case when period.prior_end is not null then measure.prior_cases end as prior_cases,
        period.is_leap,
        period.is_partial
    from {{ measures }} as measure
    inner join {{ periods }} as period
        on measure.period_type = period.period_type
        and measure.period_end = period.period_end
{% endmacro %}

{#- The relative change against a base; NULL against nothing, against zero and against too few cases. -#}
{% macro ratio(value, base, base_cases) -%}
    case
        when {{ base }} <> 0 and {{ base_cases }} >= {{ var('small_base_cases') }}
            then round(({{ value }} - {{ base }})::numeric / {{ base }}, 9)
    end::numeric(28, 9)
{%- endmacro %}

{#- Why a ratio is missing or needs care; NULL where there is nothing to say. A zero base is not also a small one. -#}
{% macro note_codes(base, base_cases, is_leap, is_partial) -%}
    nullif(concat_ws(
        ';',
        case
            when {{ base }} = 0 then 'zero_base'
            when {{ base_cases }} < {{ var('small_base_cases') }} then 'small_base'
        end,
        case when {{ is_leap }} then 'leap' end,
        case when {{ is_partial }} then 'partial' end
    ), '')
{%- endmacro %}

{#- The same statistics as a function for any date, with the columns of the mart by being of its row type. -#}
{% macro create_case_stats_function() %}
drop function if exists {{ this.schema }}.case_stats(date, date);
create function {{ this.schema }}.case_stats(as_of date, period_end date default null)
returns setof {{ this }}
language sql stable security definer set search_path = pg_catalog, pg_temp set work_mem = '256MB'
as $body$
{{ case_stats(as_of='case_stats.as_of', period_end='case_stats.period_end') }}
$body$;
revoke all on function {{ this.schema }}.case_stats(date, date) from public;
grant execute on function {{ this.schema }}.case_stats(date, date) to superset_reader;
{% endmacro %}
