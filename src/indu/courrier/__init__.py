"""The letter: plan, wording, document tree, writers."""
