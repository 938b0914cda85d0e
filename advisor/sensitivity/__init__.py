"""How the answer depends on what could be otherwise: weights, answers, judgement."""
