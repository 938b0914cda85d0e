"""Many applications at once: which one, two or three platforms should a firm standardise on?"""

from advisor.portfolio.application import Application, Option, application_of
from advisor.portfolio.plan import Portfolio, PortfolioTerms, plan_portfolio

__all__ = ["Application", "Option", "Portfolio", "PortfolioTerms", "application_of", "plan_portfolio"]
