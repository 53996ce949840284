{#-
    The counted events that were known as of a date: versions known on it, events not after it;
    where one period end is asked for, only those that its year to date or the year before it can hold.
-#}
{% macro case_events_known(as_of, period_end='null::date') %}
    select
        event.stat_date,
        event.basis_code,
        event.county_code,
        event.town_code,
        event.scam_type_code,
        event.cases,
        event.victims,
        event.loss_yuan,
        event.gross_yuan
    from {{ ref('int_case_events_counted') }} as event
    where event.known_from <= {{ as_of }}
      and event.known_to > {{ as_of }}
      and event.stat_date <= coalesce({{ period_end }}, {{ as_of }})
      and event.stat_date >= coalesce(
          date_trunc('year', {{ period_end }}::timestamp) - interval '1 year', '-infinity'
      )::date
{% endmacro %}

{#- Events summed per day and published cell: all areas and counties by type and in all, towns in all only. -#}
{% macro case_cells(events) %}
    select
        event.stat_date,
        event.basis_code,
        cell.area_code,
        cell.scam_type_code,
        sum(event.cases)::int as cases,
        sum(event.victims)::int as victims,
        sum(event.loss_yuan) as loss_yuan,
        sum(event.gross_yuan) as gross_yuan
    from {{ events }} as event
    cross join lateral (
        values
        ('ALL', 'ALL'),
        ('ALL', event.scam_type_code),
        (event.county_code, 'ALL'),
        (event.county_code, event.scam_type_code),
        (event.town_code, 'ALL')
    ) as cell (area_code, scam_type_code)
    where cell.area_code is not null
      and cell.scam_type_code is not null
    group by event.stat_date, event.basis_code, cell.area_code, cell.scam_type_code
{% endmacro %}

{#- Cells by day and, so that long periods add few rows, the same by whole month. -#}
{% macro case_cell_parts(day_cells) %}
    select
        'day' as part_code,
        stat_date as part_date,
        basis_code,
        area_code,
        scam_type_code,
        cases,
        victims,
        loss_yuan,
        gross_yuan
    from {{ day_cells }}
    union all
    select
        'month' as part_code,
        {{ month_start('stat_date') }} as part_date,
        basis_code,
        area_code,
        scam_type_code,
        sum(cases)::int as cases,
        sum(victims)::int as victims,
        sum(loss_yuan) as loss_yuan,
        sum(gross_yuan) as gross_yuan
    from {{ day_cells }}
    group by {{ month_start('stat_date') }}, basis_code, area_code, scam_type_code
{% endmacro %}
