"""From typed rows and numbered versions to the columns of the case tables. Pure functions on DataFrames."""

from functools import reduce

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from expectations.contract import contract
from spark_jobs.news.load import in_contract
from spark_jobs.typed.tokens import is_id_check_ok, token

#: Type of entity → kind of token.
KINDS = {"account": "card", "msisdn": "msisdn", "url": "url"}
EVENT = ("case_no", "op", "content_key", "updated_at")
KNOWN = ("source", "case_no", "file_no", "line_no", "data_date", "op", "content_key", "updated_at", "version_no")


def last_versions(published: DataFrame, days: DataFrame) -> DataFrame:
    """One row per known case: its last version, the newest 更新时间 and the day its last file was about."""
    of_case = Window.partitionBy("source", "case_no")
    newest = published.withColumn("latest", F.max("updated_at").over(of_case))
    newest = newest.withColumn("is_last", F.col("version_no") == F.max("version_no").over(of_case)).where("is_last")
    placed = newest.join(F.broadcast(days), ["source", "file_sha256"], "left")
    return placed.select(
        "source",
        "case_no",
        F.lit(-1).alias("file_no"),
        F.lit(0).alias("line_no"),
        "data_date",
        "op",
        "content_key",
        F.col("latest").alias("updated_at"),
        "version_no",
    )


def events(delivered: DataFrame, known: DataFrame) -> DataFrame:
    """What was known and what was delivered, in one frame with the columns that the history reads."""
    fresh = delivered.withColumn("version_no", F.lit(None).cast("int"))
    return known.select(*KNOWN).unionByName(fresh.select(*KNOWN))


def with_content(numbered: DataFrame, good: DataFrame, files: DataFrame) -> DataFrame:
    """The numbered versions with the delivered columns beside them; an absence has none."""
    rest = good.drop(
        "source", "op", "updated_at", "case_no", "content_key", "batch_date", "reason_code", "reason_column"
    )
    named = numbered.join(files.drop("data_date", "source"), "file_no")
    return named.join(rest, ["file_no", "line_no"], "left")


def cases(news: DataFrame, key: bytes) -> DataFrame:
    """silver.cases: the victim's ID number becomes a token and a flag."""
    id_number = F.col("victim_key") if "victim_key" in news.columns else F.lit(None).cast("string")
    ready = (
        news.withColumn("is_id_check_ok", is_id_check_ok(id_number))
        .withColumn("victim_key", token("id", id_number, key))
        .withColumn("victim_count", F.coalesce(F.col("victim_count"), F.lit(0)))
    )
    return in_contract(ready, "silver.cases")


def entities(news: DataFrame, key: bytes) -> DataFrame:
    """silver.case_entities: one row per version and distinct account, number or address in it. The mapping has
    normalised them; `;` stands between."""
    frames = [_entities(news, name, key) for name in KINDS if f"entity_{name}" in news.columns]
    if not frames:
        return news.sparkSession.createDataFrame([], contract("silver.case_entities").spark_ddl())
    together = reduce(DataFrame.unionByName, frames)
    return together.select(*contract("silver.case_entities").names).distinct()


def _entities(news: DataFrame, name: str, key: bytes) -> DataFrame:
    parts = news.withColumn("part", F.explode(F.split(F.col(f"entity_{name}"), ";"))).where("part != ''")
    return parts.withColumns({"entity_type": F.lit(name), "entity_key": token(KINDS[name], F.col("part"), key)})
