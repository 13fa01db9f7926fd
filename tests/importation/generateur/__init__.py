"""Notifications of indu that nobody received: drawn from a seed, with the truth beside them."""
