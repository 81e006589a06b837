"""How sure a model was of an answer: its words in colours, and what could have come instead."""
