{{ config(post_hook="analyze {{ this }}") }}

with recursive versions as (
    select * from {{ ref('stg_raw__cases') }}
),

areas as (
    select * from {{ ref('stg_seeds__areas') }}
),

-- A version older than one that arrived before it never becomes current; at equal times the later arrival does.
compared as (
    select
        *,
        max(updated_at) over (
            partition by source, case_no order by version_no
            rows between unbounded preceding and 1 preceding
        ) as updated_before
    from versions
),

-- Of several in one batch nobody could ever ask for any but the last.
current_in_batch as (
    select
        *,
        version_no = max(version_no) over (partition by source, case_no, batch_date) as is_last_of_batch
    from compared
    where updated_before is null or updated_at >= updated_before
),

intervals as (
    select
        *,
        batch_date as known_from,
        lead(batch_date, 1, 'infinity') over (partition by source, case_no order by version_no) as known_to,
        case
            when op = 'D' then 'deleted'
            when filed_date is null then 'not_filed'
            when withdrawn_date is not null then 'withdrawn'
            when transferred_to is not null then 'transferred'
        end as own_reason
    from current_in_batch
    where is_last_of_batch
),

{{ case_merges() }},

-- A version is split where its main case comes, goes or returns.
judged as (
    select
        intervals.*,
        coalesce(merge_spans.span_from, intervals.known_from) as state_from,
        coalesce(merge_spans.span_to, intervals.known_to) as state_to,
        coalesce(intervals.own_reason, case when merge_spans.is_merged then 'merged' end) as not_counted_reason
    from intervals
    left join merge_spans
        on
            intervals.source = merge_spans.source and intervals.case_no = merge_spans.case_no
            and intervals.version_no = merge_spans.version_no
)

select
    judged.source,
    judged.case_no,
    judged.version_no,
    judged.state_from as known_from,
    judged.state_to as known_to,
    judged.batch_date,
    judged.op,
    judged.status_code,
    judged.scam_type_code,
    judged.area_code,
    areas.county_code,
    areas.town_code,
    judged.unit_code,
    judged.transferred_to,
    judged.merged_into_case_no,
    judged.victim_key,
    judged.currency,
    judged.contact_channel_code,
    judged.is_id_check_ok,
    judged.not_counted_reason is null as is_counted,
    judged.not_counted_reason,
    judged.victim_count,
    judged.gross_yuan,
    judged.loss_yuan,
    judged.incident_date,
    judged.accepted_date,
    judged.filed_date,
    judged.solved_date,
    judged.withdrawn_date,
    judged.reported_at,
    judged.updated_at,
    judged.file_sha256,
    judged.line_no
from judged
left join areas on judged.area_code = areas.area_code
