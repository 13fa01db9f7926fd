"""The arguments: their model, their conditions, their library, and which of them hold on a dossier."""
