select
    area_code,
    area_name,
    area_level,
    parent_code,
    case area_level when 'county' then area_code when 'town' then parent_code end as county_code,
    case area_level when 'town' then area_code end as town_code,
    population
from {{ ref('areas' ~ var('code_system')) }}
