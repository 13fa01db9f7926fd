"""Two moyens that contradict each other never stand at the same rank on the same lines."""

from __future__ import annotations

from pathlib import Path

from aide import ARGUMENTS, TEMPLATES, brut, grief, ligne, lire
from indu.commun.ressources import Ressources
from indu.courrier.fabrique import Etude, etudier
from indu.moyens.bibliotheque import charger_bibliotheque

RELATIF = "moyens/seances/deux-territoires-leses.yaml"
CONDITIONS = {
    "deux_territoires_leses": "oui",
    "meme_membre_ou_rachis": "non",
    "bilan_decrit_les_deux": "oui",
    "ordonnance_limitative": "non",
}


def avec_contraire(surcouche: Path, force: str, griefs: str = "[surcotation-territoires]") -> Etude:
    """The example of two territories, with a second moyen that contradicts the first."""
    moyen = ARGUMENTS.lire(RELATIF).decode()
    autre = (
        moyen.replace("id: deux-territoires-leses", "id: contraire\ncontredit: [deux-territoires-leses]")
        .replace("force: fort", f"force: {force}")
        .replace("griefs: [surcotation-territoires]", f"griefs: {griefs}")
        .replace("titre: Deux territoires différents étaient lésés et traités", "titre: Le contraire")
    )
    (surcouche / "moyens" / "contraire.yaml").write_text(autre, encoding="utf-8")
    bibliotheque = charger_bibliotheque(Ressources.ouvrir("arguments", ajout=surcouche))
    champs = brut(griefs=[grief(nature="surcotation-territoires", **CONDITIONS)], lignes=[ligne(1), ligne(2)])
    dossier = lire(champs, bibliotheque)
    return etudier(dossier, bibliotheque, TEMPLATES, dossier.courriers[0].date_reception or dossier.courriers[0].date)  # type: ignore[arg-type]


def test_le_plus_fort_reste_et_la_fiche_dit_lequel(surcouche: Path) -> None:
    resultat = avec_contraire(surcouche, "moyen")
    assert "deux-territoires-leses" in {r.moyen.id for r in resultat.selection.retenus}
    assert "contraire" not in {r.moyen.id for r in resultat.selection.retenus}
    (ecarte,) = [e for e in resultat.selection.ecartes if e.moyen.id == "contraire"]
    assert "contredit « Deux territoires différents étaient lésés et traités »" in ecarte.motif


def test_le_contraire_l_emporte_s_il_est_le_plus_fort(surcouche: Path) -> None:
    moyen = ARGUMENTS.lire(RELATIF).decode().replace("force: fort", "force: moyen")
    chemin = surcouche / RELATIF
    chemin.parent.mkdir(parents=True)
    chemin.write_text(moyen, encoding="utf-8")
    resultat = avec_contraire(surcouche, "fort")
    retenus = {r.moyen.id for r in resultat.selection.retenus}
    assert "contraire" in retenus
    assert "deux-territoires-leses" not in retenus
