with areas as (
    select * from {{ ref('stg_seeds__areas') }}
),

everything as (
    select
        'ALL' as area_code,
        '{{ var("all_areas_name") }}' as area_name,
        'city' as area_level,
        null as parent_code,
        null as county_code,
        sum(population)::bigint as population
    from areas
    where area_level = 'county'
),

hierarchy as (
    select * from everything
    union all
    select
        area_code,
        area_name,
        area_level,
        parent_code,
        county_code,
        population::bigint as population
    from areas
)

select
    hierarchy.area_code,
    hierarchy.area_name,
    hierarchy.area_level,
    hierarchy.parent_code,
    hierarchy.county_code,
    county.area_name as county_name,
    hierarchy.population
from hierarchy
left join areas as county on hierarchy.county_code = county.area_code
