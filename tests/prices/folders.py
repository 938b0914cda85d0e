"""What the tests of own prices share: a requirement, heads of tables, and the folder that is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from advisor.knowledge import data_folder
from advisor.prices.own_prices import OwnPrices
from advisor.prices.own_reader import read_own_prices

REQUIREMENT = """name: own
hosting: {model: cloud, cloud: aws, region: REGION}
services:
- {name: web, replicas: 6, cpu: 500m, memory: 1Gi}
- {name: api, replicas: 6, cpu: 1, memory: 2Gi}
"""
HEAD = "provider,region,machine_type,per_hour,currency\n"
RATES = "platform,provider,region,what,per_hour,currency\n"
Write = Callable[..., Path]


def read(folder: Path) -> OwnPrices:
    """The prices of a folder, checked."""
    return read_own_prices(folder, data_folder())


def asked(region: str = "eu-central-1") -> str:
    """The requirement in a region."""
    return REQUIREMENT.replace("REGION", region)
