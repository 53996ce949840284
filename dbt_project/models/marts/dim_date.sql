with days as (
    select (make_date({{ var('first_calendar_year') }}, 1, 1) + number) as stat_date
    from generate_series(
        0, make_date({{ var('last_calendar_year') }}, 12, 31) - make_date({{ var('first_calendar_year') }}, 1, 1)
    ) as series (number)
)

select
    stat_date,
    extract(year from stat_date)::int as year,
    extract(quarter from stat_date)::int as quarter,
    extract(month from stat_date)::int as month,
    extract(day from stat_date)::int as day_of_month,
    extract(isodow from stat_date)::int as iso_weekday,
    extract(isoyear from stat_date)::int as iso_year,
    extract(week from stat_date)::int as iso_week,
    to_char(stat_date, 'YYYY-MM') as year_month,
    to_char(stat_date, 'IYYY-"W"IW') as iso_year_week,
    date_trunc('month', stat_date::timestamp)::date as month_start_date,
    (date_trunc('month', stat_date::timestamp) + interval '1 month - 1 day')::date as month_end_date,
    {{ is_month_end('stat_date') }} as is_month_end,
    to_char(stat_date, 'MM-DD') = '02-29' as is_leap_day
from days
