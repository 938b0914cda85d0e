"""The page of capacity and bill: the machines that were chosen, the room they keep, and what they cost."""
