"""Lower bounds on the cost of any plan.

`lp_relaxation` suggests dual prices, and `lagrangian` makes a bound of them. `failure_bounds` counts the promises, and
`lower_bound` takes the highest. `integer_bound` serves small plans. `certificate` proves a bound without a solver, and
`dual_prices` explains it.
"""
