{#- The reader may enter the marts and nothing else; tables are granted by the models themselves. Asked first, since two
    builds that grant the same at once disturb each other. -#}
{% macro grant_marts_usage() %}
    do $$
    begin
        if not has_schema_privilege('superset_reader', 'marts', 'usage') then
            grant usage on schema marts to superset_reader;
        end if;
    end
    $$
{% endmacro %}
