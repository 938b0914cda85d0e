"""The kinds of values that tables of claims hold: amounts, shares, prices, clouds."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

Amount = Annotated[int, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Price = Annotated[float, Field(ge=0)]
CloudName = Literal["aws", "azure", "gcp", "digitalocean", "hetzner", "ovhcloud", "scaleway"]
