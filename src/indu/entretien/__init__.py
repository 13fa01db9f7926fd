"""The interview: pure questions and answers over a raw dossier, for the terminal and for any form."""
