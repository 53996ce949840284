-- Intervals of a case are not empty and each begins where the one before ends.
with intervals as (
    select
        source,
        case_no,
        version_no,
        known_from,
        known_to,
        lead(known_from, 1, 'infinity') over (partition by source, case_no order by known_from) as next_known_from
    from {{ ref('int_case_versions') }}
)

select * from intervals
where known_from >= known_to or known_to <> next_known_from
