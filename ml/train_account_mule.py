"""Trains a model of accounts that cases will report as of a day, tests it, and puts it in use if it wins.

python -m ml.train_account_mule --as-of 2021-09-04
python -m ml.train_account_mule --as-of 2021-09-04 --missing

`--missing` only names the days of which the lake does not hold all features that training would need, on one line with
commas, as `spark_jobs.build_account_windows --days` and its neighbours take them; `./afdw train --kind account` does
both. Too few reported accounts, no mature label: one sentence, and the model in use stays, at first the rules.
"""

from ml.accounts.subject import ACCOUNTS
from ml.learning import weekly

if __name__ == "__main__":
    weekly.command(ACCOUNTS, "train_account_mule")
