"""From what the caisse sent (a table, a PDF, a scan) to a dossier to complete."""
