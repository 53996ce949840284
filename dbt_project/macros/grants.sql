{#- The reader may enter the marts and nothing else; tables are granted by the models themselves. -#}
{% macro grant_marts_usage() %}
    grant usage on schema marts to superset_reader
{% endmacro %}
