"""Batch: many dossiers at once, their letters, and one table to follow them all."""
