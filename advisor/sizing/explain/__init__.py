"""What a topology says beside its figures: utilisation, marginal costs, notes."""
