{#- The counted events that were known as of a date: versions known on it, events not after it. -#}
{% macro case_events_known(as_of) %}
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
      and event.stat_date <= {{ as_of }}
{% endmacro %}

{#- Events summed per day and published cell: all areas and counties by type and in all, towns in all only;
    where `days` names a relation, on its days only. -#}
{% macro case_cells(events, days=none) %}
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
      {% if days %}and event.stat_date in (select stat_date from {{ days }}){% endif %}
    group by event.stat_date, event.basis_code, cell.area_code, cell.scam_type_code
{% endmacro %}
