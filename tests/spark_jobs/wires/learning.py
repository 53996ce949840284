"""A mapping that is corrected after it has refused lines."""

from pathlib import Path

from spark_jobs.typed import mapping


def learn(path: Path) -> None:
    """The mapping of transactions knows one more word for money that goes out."""
    text = path.read_text(encoding="utf-8")
    assert "付: out" in text
    path.write_text(text.replace("付: out", "付: out, 弄潮: out"), encoding="utf-8")
    mapping._mappings.cache_clear()
