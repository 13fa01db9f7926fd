"""The claim as the user describes it: catalogue of facts and griefs, model, reading."""
