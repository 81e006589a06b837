"""The page of models: what can be had, what is on its way, and what is on this computer."""
