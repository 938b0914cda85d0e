"""Ways to find placements and plans.

`greedy` fills nodes by first-fit decreasing, many placements at once. `single_type` does so on one machine type alone.
`rounding` makes whole nodes of the LP relaxation's fractions. `ruin_recreate` repairs a placement, and
`column_generation` looks for better contents of nodes. `enumeration` tries everything on tiny problems.
"""
