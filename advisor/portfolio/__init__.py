"""Many applications at once: which one, two or three platforms should a firm standardise on?"""

from advisor.portfolio.application import (
    Application,
    Option,
    RuledOut,
    application_of,
    currencies,
    prices_of_a_person,
    told_apart,
)
from advisor.portfolio.plan import (
    ASSUMED_USD_PER_PERSON_YEAR,
    Portfolio,
    PortfolioTerms,
    fewest_that_hold,
    plan_portfolio,
)

__all__ = [
    "ASSUMED_USD_PER_PERSON_YEAR",
    "Application",
    "Option",
    "Portfolio",
    "PortfolioTerms",
    "RuledOut",
    "application_of",
    "currencies",
    "fewest_that_hold",
    "plan_portfolio",
    "prices_of_a_person",
    "told_apart",
]
