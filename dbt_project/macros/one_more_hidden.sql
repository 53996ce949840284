{#- Whether a cell is left out beside those that are small: one cell left out alone could be had back from the sum over
    the others, so the smallest of these goes with it. Cells of one sum share date, code and grouping. -#}
{%- macro one_more_hidden(is_hidden, measure) -%}
    group_type <> 'city'
    and count(*) filter (where {{ is_hidden }}) over (partition by as_of_date, code, group_type) = 1
    and row_number() over (
        partition by as_of_date, code, group_type, {{ is_hidden }}
        order by {{ measure }}, group_value
    ) = 1
{%- endmacro -%}
