"""Cases as they stand: which count, of all versions that are known."""

import pyarrow as pa
import pyarrow.compute as pc

from ml.common.newest import last_of_each


def counting(cases: pa.Table) -> pa.Table:
    """The current version of each case that is neither deleted nor withdrawn; merged and transferred ones stay."""
    current = last_of_each(cases, ["source", "case_no"], ["updated_at", "version_no"])
    return current.filter(pc.and_(pc.not_equal(current["op"], "D"), pc.is_null(current["withdrawn_date"])))
