"""What remains before an edited letter goes out: every point a reviewer counts on, and no false alarm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as DocumentWord
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from etapes import ouvrages
from hypothesis import given
from hypothesis import strategies as st

from aide import REPONDU, TEMPLATES, brut, exemple, ligne, lire, ouvrage
from indu.commun.montants import euros
from indu.courrier.document import texte_document
from indu.courrier.docx import ecrire_docx
from indu.courrier.fabrique import Ouvrage, documents
from indu.courrier.origine import chemin_relatif, dossier_designe
from indu.moyens.selection import Reserve
from indu.relecture.lecture import lire_lettre
from indu.relecture.points import Admis, Relecture
from indu.relecture.relire import relire
from indu.relecture.selon_texte import montants, porte_une_date, restes

RIEN = Admis({}, {})
ADRESSE = {"adresse": ["1, rue de l’Essai"], "code_postal": "29000", "ville": "Quimper"}
Geste = Callable[[DocumentWord], None]


def refaite(**champs: Any) -> Ouvrage:
    """A letter with nothing open."""
    base = brut(
        praticien={"prenom": "Anne", "nom": "Exemple"} | ADRESSE,
        caisse={"nom": "CPAM d’Exemple"} | ADRESSE,
        courrier={"reference": "R-1", "montant": "110,00"},
        griefs=[REPONDU],
        lignes=[ligne(1), ligne(2, montant_reclame="100,00")],
        lettre={"date": "2026-03-20"},
    )
    return ouvrage(lire(base | champs))


LETTRE = refaite()


def rien(_: DocumentWord) -> None:
    """The person changes nothing."""


def editer(lettre: Ouvrage = LETTRE, geste: Geste = rien) -> bytes:
    """The Word file, once a person has done something to it; its comments removed, as a reviewer does."""
    (document, *_) = documents(lettre.etude.analyse.dossier, [lettre], None, "dossier.yaml").values()
    word = docx.Document(BytesIO(ecrire_docx(document, TEMPLATES.lire("theme/base.docx"))))
    for balise in ("w:commentRangeStart", "w:commentRangeEnd", "w:commentReference"):
        for ancre in list(word.element.body.iter(qn(balise))):
            ancre.getparent().remove(ancre)
    geste(word)
    sortie = BytesIO()
    word.save(sortie)
    return sortie.getvalue()


def relecture(geste: Geste = rien, admis: Admis = RIEN, avec: Ouvrage | None = LETTRE) -> Relecture:
    return relire(lire_lettre(editer(geste=geste)), avec, admis, "pas de dossier")


def dits(relue: Relecture) -> list[tuple[str, str]]:
    return [(point.genre, point.message.replace("\u00a0", " ").replace("\u202f", " ")) for point in relue.points]


def ecrire(texte: str) -> Geste:
    """Somebody types a paragraph in the middle of the letter."""

    def geste(word: DocumentWord) -> None:
        prochain = next(p for p in word.paragraphs if p.text == "Demandes")
        prochain.insert_paragraph_before(texte, style="Body Text")

    return geste


def test_une_lettre_relue_sans_reste_n_a_aucun_point() -> None:
    assert relecture().points == ()


def test_la_marque_de_brouillon_en_en_tete_est_dite_et_ne_bloque_pas() -> None:
    assert "en en-tête, comme sur tout brouillon" in " ".join(relecture().avertissements)
    assert dits(relecture(ecrire("PROJET – à relire"))) == [
        ("marque", "la marque « PROJET – à relire » est dans le texte de la lettre")
    ]


# ---------------------------------------------------------------------------------------------- commentaires


def commenter(*resolus: bool) -> Geste:
    """One comment on each of the last paragraphs, as Word 2013 and later write them."""

    def geste(word: DocumentWord) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        etats = ""
        for rang, resolu in enumerate(resolus):
            vises = [p for p in word.paragraphs if p.style and p.style.name == "Body Text"]
            commentaire = word.add_comment(vises[rang].runs, f"Avis {rang}", author="Me Robin")
            commentaire._comment_elm.findall(qn("w:p"))[-1].set(
                "{http://schemas.microsoft.com/office/word/2010/wordml}paraId", f"0000000{rang}"
            )
            etats += f'<w15:commentEx w15:paraId="0000000{rang}" w15:done="{int(resolu)}"/>'
        w15 = "http://schemas.microsoft.com/office/word/2012/wordml"
        octets = f'<w15:commentsEx xmlns:w15="{w15}">{etats}</w15:commentsEx>'.encode()
        genre = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
        partie = Part(PackURI("/word/commentsExtended.xml"), genre, octets, word.part.package)
        word.part.relate_to(partie, "http://schemas.microsoft.com/office/2011/relationships/commentsExtended")

    return geste


def test_un_commentaire_ouvert_est_un_point_et_un_resolu_ne_l_est_plus() -> None:
    relue = relecture(commenter(True, False))
    (point,) = relue.points
    assert (point.genre, point.message) == ("commentaire", "commentaire de Me Robin : Avis 1")
    assert point.ou
    assert "commentaires résolus, que --final ôte : 1" in relue.avertissements


def test_un_commentaire_resolu_l_est_encore_apres_libreoffice(libreoffice: Callable[[bytes], bytes]) -> None:
    lue = lire_lettre(libreoffice(editer(geste=commenter(True, False))))
    assert sorted((c.texte, c.resolu) for c in lue.commentaires) == [("Avis 0", True), ("Avis 1", False)]


def test_une_reponse_va_avec_son_commentaire() -> None:
    def repondre(word: DocumentWord) -> None:
        commenter(False, False)(word)
        partie = next(p for p in word.part.package.iter_parts() if p.partname.endswith("commentsExtended.xml"))
        partie._blob = partie.blob.replace(
            b'w15:paraId="00000001"', b'w15:paraId="00000001" w15:paraIdParent="00000000"'
        )

    (point,) = relecture(repondre).points
    assert point.message == "commentaire de Me Robin : Avis 0 / Avis 1"


def test_une_lettre_que_personne_n_a_touchee_n_a_que_ses_propres_points() -> None:
    for lettre in ouvrages():
        (document, *_) = documents(lettre.etude.analyse.dossier, [lettre], None).values()
        relue = relire(lire_lettre(ecrire_docx(document, TEMPLATES.lire("theme/base.docx"))), lettre, RIEN)
        genres = [point.genre for point in relue.points]
        assert set(genres) <= {"commentaire", "source", "trou", "citation"}, relue.points
        assert genres.count("source") == len(lettre.lettre.reserves)
        assert genres.count("citation") == len(lettre.lettre.citations_a_verifier)
        assert (genres.count("trou") > 0) == bool(lettre.lettre.trous), relue.points


def test_les_commentaires_de_relecture_d_origine_sont_des_points() -> None:
    avec = ouvrage(exemple("b"))
    (document, *_) = documents(avec.etude.analyse.dossier, [avec], None).values()
    lue = lire_lettre(ecrire_docx(document, TEMPLATES.lire("theme/base.docx")))
    genres = [point.genre for point in relire(lue, avec, RIEN).points]
    assert lue.commentaires
    assert genres.count("commentaire") == len(lue.commentaires)


# ---------------------------------------------------------------------------------------------- trous et restes


@pytest.mark.parametrize(
    "texte",
    [
        "Le [À COMPLÉTER : date] dernier",
        "Le [à compléter : date] dernier",
        "Le [ A completer: date",
        "à compléter : le numéro",
        "Voir À COMPLÉTER plus loin",
        "la pièce XX",
        "reçue le … mars",
        "pour ..... euros",
        "réf. ______",
        "{{ praticien.nom }}",
        "TODO relire",
    ],
)
def test_un_trou_retape_a_la_main_est_vu(texte: str) -> None:
    assert list(restes(texte))
    assert "trou" in [point.genre for point in relecture(ecrire(texte)).points]


@pytest.mark.parametrize(
    "texte",
    [
        "« le professionnel […] en est informé »",
        "elle dit (…) le contraire",
        "et ainsi de suite… Or, rien.",
        "« … » dit-elle",
        "au XXe siècle, titre XX",
        "il reste des champs à compléter par la caisse",
        "Un point. Deux points : trois.",
    ],
)
def test_une_phrase_ordinaire_n_est_pas_un_trou(texte: str) -> None:
    assert list(restes(texte)) == []


def test_un_nir_bloque_et_n_est_pas_repete() -> None:
    relue = relecture(ecrire("Ma patiente, 2 85 05 78 006 084 36, vient le lundi."))
    assert [point.genre for point in relue.points] == ["identifiant"]
    assert "006" not in str(relue)


# ---------------------------------------------------------------------------------------------- citations et montants


def test_une_citation_sans_source_est_un_point_que_la_personne_peut_admettre() -> None:
    geste = ecrire("Selon l’article R. 999-10 du code et Cass. 2e civ., n° 99-99.999, j’ai raison.")
    assert [genre for genre, _ in dits(relecture(geste))] == ["citation", "citation"]
    admis = Admis({"R999-10": "R. 999-10", "9999999": "n° 99-99.999"}, {})
    relue = relecture(geste, admis)
    assert relue.points == ()
    assert "admis par vous, sans contrôle : R. 999-10 et n° 99-99.999" in relue.avertissements


def test_les_tirets_de_word_ne_cachent_pas_une_citation() -> None:
    geste = ecrire("Selon R. 999\u201110 et L. 133\u20114, j’ai raison.")
    assert [point.message[:12] for point in relecture(geste).points] == ["« R. 999-10 "]


def test_des_points_de_suspension_venus_du_dossier_ne_sont_pas_un_reste() -> None:
    avec = refaite(pieces=[{"id": "p", "intitule": "Courriel … du 3 mars"}])
    (du_dossier,) = (ligne for ligne in texte_document(avec.lettre.document).splitlines() if "…" in ligne)
    assert relecture(ecrire(du_dossier), avec=avec).points == ()
    assert [point.genre for point in relecture(ecrire("Courriel … du 4 mars"), avec=avec).points] == ["trou"]


def test_une_citation_de_la_lettre_retapee_autrement_reste_couverte() -> None:
    assert relecture(ecrire("Je rappelle l’article L133-4 du code de la sécurité sociale.")).points == ()


def test_un_montant_etranger_au_dossier_est_un_point_que_la_personne_peut_admettre() -> None:
    geste = ecrire("Il s’agit de 110,00 €, dont 10 euros, et non de 1 234,56 €.")
    (point,) = relecture(geste).points
    assert point.genre == "montant"
    assert "1 234,56 € n’est ni dans le dossier ni dans son analyse" in point.message
    assert relecture(geste, Admis({}, {123456: "1 234,56"})).points == ()


def test_le_dossier_a_change_depuis() -> None:
    relue = relecture(avec=refaite(lignes=[ligne(1), ligne(2, montant_reclame="250,00")]))
    messages = [message for genre, message in dits(relue) if genre == "montant"]
    assert any("110,00 € n’est plus" in m or "100,00 € n’est plus" in m for m in messages)
    assert any("est dans la lettre que le dossier donne aujourd’hui, pas dans la vôtre" in m for m in messages)
    assert any("a changé depuis" in avertissement for avertissement in relue.avertissements)


def test_un_dossier_inchange_ne_dit_rien_de_ce_que_la_personne_a_retire() -> None:
    def retirer(word: DocumentWord) -> None:
        for paragraphe in [p for p in word.paragraphs if "110,00" in p.text]:
            paragraphe._p.getparent().remove(paragraphe._p)

    assert relecture(retirer).points == ()


@given(st.integers(0, 10**9), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_tout_montant_ecrit_a_la_francaise_se_lit(centimes: int, espace: str) -> None:
    texte = euros(centimes).replace("\u202f", espace)
    assert [lu for lu, _ in montants(f"soit {texte}, au plus")] == [centimes]


@pytest.mark.parametrize("texte", ["12 rue de l’Euro", "article L. 133-4", "5 %", "le 12/10/2025", "250 kg"])
def test_ce_qui_n_est_pas_un_montant(texte: str) -> None:
    assert list(montants(texte)) == []


def test_un_texte_a_relire_reste_un_point_tant_que_la_lettre_le_cite() -> None:
    reserve = Reserve("css-r142-1", "R. 142-1 CSS : rédaction à relire", "https://exemple.invalid")
    avec = replace(LETTRE, lettre=replace(LETTRE.lettre, reserves=(reserve,)))
    assert [genre for genre, _ in dits(relecture(avec=avec))] == ["source"]

    def retirer(word: DocumentWord) -> None:
        for paragraphe in [p for p in word.paragraphs if "R.\u00a0142-1" in p.text]:
            paragraphe._p.getparent().remove(paragraphe._p)

    assert relecture(retirer, avec=avec).points == ()


# ---------------------------------------------------------------------------------------------- forme, suivi, contenu


def effacer(*styles: str) -> Geste:
    def geste(word: DocumentWord) -> None:
        for p in list(word.element.body.iter(qn("w:p"))):
            style = p.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            if style is not None and style.get(qn("w:val")) in styles:
                for run in list(p.iter(qn("w:r"))):
                    run.getparent().remove(run)

    return geste


@pytest.mark.parametrize(
    ("style", "genre"), [("Destinataire", "destinataire"), ("Lieuetdate", "date"), ("Signature", "signature")]
)
def test_un_bloc_efface_est_un_point(style: str, genre: str) -> None:
    assert [point.genre for point in relecture(effacer(style)).points] == [genre]


def test_une_signature_retapee_sans_style_est_reconnue_au_nom() -> None:
    def retaper(word: DocumentWord) -> None:
        next(p for p in word.paragraphs if p.text == "Anne Exemple").style = "Normal"

    assert relecture(retaper).points == ()


def test_une_signature_est_reconnue_meme_si_word_a_change_l_auteur_du_fichier() -> None:
    def reprendre(word: DocumentWord) -> None:
        next(p for p in word.paragraphs if p.text == "Anne Exemple").style = "Normal"
        word.core_properties.author = "POSTE-3"

    assert relecture(reprendre).points == ()


def test_une_modification_suivie_est_un_point() -> None:
    def suivre(word: DocumentWord) -> None:
        word.paragraphs[-1]._p.append(
            parse_xml(f'<w:ins {nsdecls("w")} w:id="9" w:author="P"><w:r><w:t> Ajout.</w:t></w:r></w:ins>')
        )

    assert dits(relecture(suivre)) == [
        ("modification", "modification suivie, ni acceptée ni refusée : ajout : « Ajout. »")
    ]


def test_une_note_de_bas_de_page_ne_bloque_que_le_pdf_et_dit_comment_faire() -> None:
    def annoter(word: DocumentWord) -> None:
        word.paragraphs[-1].add_run()._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="2"/>'))

    relue = relecture(annoter)
    (point,) = relue.points
    assert point.pdf_seul
    assert "imprimez le Word définitif en PDF" in point.message
    assert relue.bloquants == ()


def test_un_montant_dans_une_zone_de_texte_est_controle_aussi() -> None:
    def zone(word: DocumentWord) -> None:
        texte = "<w:txbxContent><w:p><w:r><w:t>soit 999,99 €</w:t></w:r></w:p></w:txbxContent>"
        word.paragraphs[-1].add_run()._r.append(parse_xml(f"<w:pict {nsdecls('w')}>{texte}</w:pict>"))

    assert {point.genre for point in relecture(zone).points} == {"contenu", "montant"}


def test_sans_dossier_les_autres_controles_sont_faits() -> None:
    relue = relecture(ecrire("[À COMPLÉTER : la date]"), avec=None)
    assert [genre for genre, _ in dits(relue)] == ["trou", "dossier"]
    assert "pas de dossier" in relue.points[1].message


def test_une_date_tapee_hors_de_son_style_est_reconnue_et_celle_de_l_objet_ne_compte_pas() -> None:
    def retaper(word: DocumentWord) -> None:
        next(p for p in word.paragraphs if p.text.startswith("Quimper, le")).style = "Normal"

    assert relecture(retaper).points == ()


def test_une_date_se_reconnait() -> None:
    for texte in ("Quimper, le 1er mars 2026", "le 20\u00a0Mars 2026", "20/03/2026"):
        assert porte_une_date(texte)
    assert not porte_une_date("Quimper, le")


# ---------------------------------------------------------------------------------------------- retrouver le dossier


def test_le_chemin_du_dossier_ne_dit_rien_d_autres_dossiers(tmp_path: Path) -> None:
    dossier = tmp_path / "patiente Dupont" / "dossier.yaml"
    sous = dossier.parent / "courriers" / "mars"
    assert chemin_relatif(dossier, dossier.parent) == "dossier.yaml"
    assert chemin_relatif(dossier, sous) == "../../dossier.yaml"
    assert chemin_relatif(dossier, tmp_path / "ailleurs") == ""
    assert chemin_relatif(dossier.with_name("2 85 05 78 006 084 36.yaml"), dossier.parent) == ""


@pytest.mark.parametrize("chemin", ["/etc/passwd", "../../etc/passwd", "a/b.yaml", "..\\x.yaml", "http://x/y.yaml", ""])
def test_un_chemin_douteux_n_est_pas_suivi(chemin: str, tmp_path: Path) -> None:
    assert dossier_designe(tmp_path / "lettre.docx", chemin) is None


def test_le_dossier_designe_est_celui_a_cote(tmp_path: Path) -> None:
    (tmp_path / "dossier.yaml").write_text("x", encoding="utf-8")
    assert dossier_designe(tmp_path / "lettre.docx", "dossier.yaml") == tmp_path / "dossier.yaml"
    assert dossier_designe(tmp_path / "lettre.docx", "autre.yaml") is None
