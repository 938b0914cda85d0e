"""What a topology costs: a module for each kind of cost, and the bill that adds them up."""
