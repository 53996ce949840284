{#- When a case is merged into another: common table expressions for a `with recursive`, the last of them `merge_spans`
    (source, case_no, version_no, span_from, span_to, is_merged), of the CTE `intervals` of that model.

    A case is out only while the case it names, or the next one in the chain, is there and would count by itself. One that
    leads back to itself stays in, as does one whose main case never came: nobody else carries it. -#}
{% macro case_merges() %}
merging as (
    select * from intervals
    where own_reason is null and merged_into_case_no is not null
),

-- Every case that a case has above it at some time: their versions are when its state can change.
cases_above as (
    select
        source,
        case_no,
        merged_into_case_no as main_no
    from merging
    union
    select
        cases_above.source,
        cases_above.case_no,
        intervals.merged_into_case_no as main_no
    from cases_above
    inner join intervals on cases_above.source = intervals.source and cases_above.main_no = intervals.case_no
    where intervals.merged_into_case_no is not null
),

cuts as (
    select
        cases_above.source,
        cases_above.case_no,
        intervals.known_from as cut
    from cases_above
    inner join intervals on cases_above.source = intervals.source and cases_above.main_no = intervals.case_no
    union
    select
        source,
        case_no,
        known_from as cut
    from merging
),

-- Up the chain as it stood on each cut; a deleted case leads nowhere.
chain as (
    select
        merging.source,
        merging.case_no,
        merging.version_no,
        cuts.cut,
        merging.merged_into_case_no as next_no,
        array[merging.case_no] as seen,
        false as is_found
    from merging
    inner join cuts
        on merging.source = cuts.source and merging.case_no = cuts.case_no
        and merging.known_from <= cuts.cut and cuts.cut < merging.known_to
    union all
    select
        chain.source,
        chain.case_no,
        chain.version_no,
        chain.cut,
        case when intervals.op <> 'D' then intervals.merged_into_case_no end as next_no,
        chain.seen || intervals.case_no as seen,
        chain.is_found or intervals.own_reason is null as is_found
    from chain
    inner join intervals
        on chain.source = intervals.source and chain.next_no = intervals.case_no
        and intervals.known_from <= chain.cut and chain.cut < intervals.known_to
    where chain.next_no <> all(chain.seen)
),

merge_states as (
    select
        source,
        case_no,
        version_no,
        cut,
        bool_or(is_found) and not coalesce(bool_or(next_no = case_no), false) as is_merged
    from chain
    group by source, case_no, version_no, cut
),

merge_changes as (
    select
        *,
        lag(is_merged) over (partition by source, case_no, version_no order by cut) as was_merged
    from merge_states
),

merge_spans as (
    select
        source,
        case_no,
        version_no,
        cut as span_from,
        lead(cut) over (partition by source, case_no, version_no order by cut) as span_to,
        is_merged
    from merge_changes
    where was_merged is distinct from is_merged
)
{% endmacro %}
