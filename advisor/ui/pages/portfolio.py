"""The page Portfolio: which few platforms should many applications run on?"""

from __future__ import annotations

import streamlit as st

from advisor import Knowledge
from advisor.portfolio import currencies, prices_of_a_person
from advisor.report.wording import count, listing
from advisor.ui.answers import shared_knowledge
from advisor.ui.portfolio_page.answer import headline, show_portfolio
from advisor.ui.portfolio_page.asking import current_run, show_files, show_terms
from advisor.ui.portfolio_page.progress import follow
from advisor.ui.portfolio_page.run import PortfolioRun, RunState
from advisor.ui.problem_list import show_problems
from advisor.ui.wording import plain


def show_portfolio_page() -> None:
    """The page."""
    st.title("Portfolio", anchor=False)
    st.markdown(
        "Which one, two or three platforms should all your applications run on? What does that save against each on "
        "its own best, and what does each give up?"
    )
    if not show_files():
        return
    show_terms()
    run = current_run()
    if run is None:
        return
    if run.state.ended:
        _show_outcome(run, run.state, shared_knowledge())
    else:
        follow(run)


def _show_outcome(run: PortfolioRun, state: RunState, knowledge: Knowledge) -> None:
    """The answer, or why there is none; and always what is in no sum."""
    if state.left_out:
        files = len({problem.source for problem in state.left_out})
        show_problems(f"Left out, and in no sum: {count(files, 'file')}.", state.left_out)
    if state.failure:
        st.error(plain(state.failure), icon=":material/build:")
        return
    if state.portfolio is None:
        most = count(run.terms.most_platforms, "platform")
        told = f"{most} cannot hold all applications: allow {state.fewest}, or let each suit its platform less."
        st.warning(plain(told), icon=":material/block:")
        return
    st.header(headline(state.portfolio), anchor=False)
    for words in _remarks(run, state):
        st.caption(plain(words))
    show_portfolio(state.portfolio, knowledge)


def _remarks(run: PortfolioRun, state: RunState) -> list[str]:
    """Where files do not agree with each other, or with the sums."""
    applications = state.portfolio.applications if state.portfolio else ()
    told = []
    codes, prices = currencies(applications), prices_of_a_person(applications)
    if codes:
        told.append(f"Files ask for sums in {listing(codes)} too; those of a portfolio are in USD.")
    if len(prices) > 1 and run.terms.usd_per_person_year is None:
        said = listing([f"{price:,.0f}" for price in prices])
        told.append(f"The files say that a person costs USD {said} a year; the most of these is taken.")
    return told


if __name__ == "__main__":
    show_portfolio_page()
