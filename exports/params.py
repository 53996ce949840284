"""The knobs of the exports, from params.yaml beside this file."""

from typing import Any

import yaml

from exports.root import checkout_text

PARAMS: dict[str, Any] = yaml.safe_load(checkout_text("exports", "params.yaml"))
