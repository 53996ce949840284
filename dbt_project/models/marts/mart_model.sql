{{ config(tags=['codes']) }}

with models as (
    select * from {{ ref('stg_raw__resident_models') }}
),

newest as (
    select max(as_of_date) as as_of_date from models
)

select
    models.as_of_date,
    models.kind,
    case models.kind
        when 'm0' then 'M0'
        when 'xgboost' then 'XGBoost'
        when 'logistic' then '逻辑回归'
        when 'prior' then '年龄与性别'
        when 'rules' then '规则'
        when 'random' then '随机'
        when 'former' then '前一模型'
    end as model_name,
    models.model_version,
    models.is_in_use,
    models.valid_from,
    models.positives,
    models.capture_1,
    models.capture_10,
    models.capture_10_lower,
    models.capture_10_upper,
    models.observed_expected,
    models.verdict
from models
inner join newest on models.as_of_date = newest.as_of_date
