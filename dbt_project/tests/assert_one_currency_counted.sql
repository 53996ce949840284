-- Amounts are added in the currency of their feed: two currencies in one warehouse would be added to each other.
select count(distinct currency) as currencies
from {{ ref('fct_case') }}
where is_counted
having count(distinct currency) > 1
