{#- The days on which periods end: the one asked for, or every day of the years with events and of the next years. -#}
{% macro stat_period_ends(as_of, period_end) %}
    select
        kind.period_type,
        day.period_end
    from (
        select {{ period_end }} as period_end
        union
        select (make_date(year.number, 1, 1) + generate_series(0, 365))
        from (
            select distinct extract(year from event.stat_date)::int + following.years as number
            from events as event
            cross join (values (0), (1)) as following (years)
            where {{ period_end }} is null
        ) as year
    ) as day
    cross join (values ('day'), ('month'), ('ytd')) as kind (period_type)
    where day.period_end <= {{ as_of }}
      and (
          kind.period_type = 'day'
          or day.period_end in ({{ as_of }}, {{ period_end }})
          or {{ is_month_end('day.period_end') }}
      )
{% endmacro %}

{#- Each period with its first day, the same calendar dates a year before, and the period before it. -#}
{% macro stat_periods(ends) %}
    select
        ends.period_type,
        ends.period_end,
        span.period_start,
        base.base_start,
        base.base_end,
        case ends.period_type
            when 'day' then ends.period_end - 1
            when 'month' then (span.period_start - interval '1 month')::date
        end as prior_start,
        case
            when ends.period_type = 'day' then ends.period_end - 1
            when ends.period_type = 'month' and span.is_partial then (ends.period_end - interval '1 month')::date
            when ends.period_type = 'month' then span.period_start - 1
        end as prior_end,
        span.is_partial,
        case
            when ends.period_type = 'day' then base.base_end is null
            else coalesce(
                {{ leap_day('ends.period_end') }} between span.period_start and ends.period_end
                or {{ leap_day('base.base_end') }} - 1 between base.base_start and base.base_end, false
            )
        end as is_leap
    from {{ ends }} as ends
    cross join lateral (
        select
            date_trunc(replace(ends.period_type, 'ytd', 'year'), ends.period_end::timestamp)::date as period_start,
            ends.period_type = 'month' and not {{ is_month_end('ends.period_end') }} as is_partial
    ) as span
    left join lateral (
        select
            (span.period_start - interval '1 year')::date as base_start,
            (ends.period_end - interval '1 year')::date as base_end
        where ends.period_type <> 'day' or to_char(ends.period_end, 'MM-DD') <> '02-29'
    ) as base on true
{% endmacro %}

{#- Each period, its base and its prior period taken apart into whole months and the days that are left. -#}
{% macro stat_period_parts(periods) %}
    select distinct
        periods.period_type,
        periods.period_end,
        span.role_code,
        case when whole.is_month then 'month' else 'day' end as part_code,
        case when whole.is_month then whole.month_start else day.stat_date end as part_date
    from {{ periods }} as periods
    cross join lateral (
        values
        ('value', periods.period_start, periods.period_end),
        ('base', periods.base_start, periods.base_end),
        ('prior', periods.prior_start, periods.prior_end)
    ) as span (role_code, first_day, last_day)
    cross join lateral (
        select span.first_day + generate_series(0, span.last_day - span.first_day) as stat_date
    ) as day
    cross join lateral (
        select
            {{ month_start('day.stat_date') }} as month_start,
            {{ month_start('day.stat_date') }} >= span.first_day
            and {{ month_start('day.stat_date') }} + interval '1 month - 1 day' <= span.last_day as is_month
    ) as whole
{% endmacro %}

{% macro month_start(date) %}date_trunc('month', {{ date }}::timestamp)::date{% endmacro %}

{% macro is_month_end(date) %}extract(day from {{ date }} + 1) = 1{% endmacro %}

{#- The 29 February of a date's year, else NULL. A base that ends the day before it is a whole February without it. -#}
{% macro leap_day(date) %}
    (
        select february.last_day
        from (select make_date(extract(year from {{ date }})::int, 3, 1) - 1 as last_day) as february
        where extract(day from february.last_day) = 29
    )
{%- endmacro %}
