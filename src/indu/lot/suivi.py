from __future__ import annotations


def fichiers_du_suivi(suivis, jour):
    return {}
