"""What a topology says of itself: utilisation, marginal costs, sensitivity, notes."""
