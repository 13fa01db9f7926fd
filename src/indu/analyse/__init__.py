"""What the program works out from a dossier: amounts, checks, prescription, computed facts, orientation."""
