"""The packing problem, and what all parts of the packer use to speak of it.

`problem` has items, machines and plans by name, and `instance` the same problem as arrays. `resources` is the axis of
those arrays, `capacity` the rule of what a node may hold, and `node_groups` a placement of one zone. `solver` states
and solves linear and integer models.
"""
