// Rien d’indispensable : sans ce fichier, chaque page marche de même.
(() => {
  "use strict";
  const annonce = document.querySelector(".calcul");
  let aGarder = document.body.hasAttribute("data-a-garder");
  let parti = false;

  const dire = (texte) => {
    if (annonce) annonce.textContent = texte;
  };

  document.addEventListener("submit", (evenement) => {
    const bouton = evenement.submitter;
    const fichier = bouton !== null && bouton.hasAttribute("data-telechargement");
    if (parti) {
      evenement.preventDefault();
      return;
    }
    parti = true;
    dire(fichier ? "Préparation du fichier…" : "Calcul en cours…");
    if (fichier) {
      if (bouton.hasAttribute("data-garde")) aGarder = false;
      setTimeout(() => {
        parti = false;
        dire("");
      }, 4000);
    }
  });

  window.addEventListener("pageshow", () => {
    parti = false;
    dire("");
  });

  window.addEventListener("beforeunload", (evenement) => {
    if (aGarder && !parti) evenement.preventDefault();
  });

  // Un choix entièrement tapé dans les mots de la recherche n’a plus besoin de la liste : on la réduit à mesure.
  const liste = [...document.querySelectorAll("input[name=liste]")];
  const mots = document.getElementById("reponse");
  if (liste.length && mots) {
    const plat = (texte) => texte.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    mots.addEventListener("input", () => {
      const cherches = plat(mots.value).split(/\s+/).filter((mot) => mot.length > 2);
      for (const choix of liste) {
        const dit = plat(choix.parentElement.textContent);
        choix.parentElement.hidden = !choix.checked && !cherches.every((mot) => dit.includes(mot));
      }
    });
  }

  // Les chiffres d’une date se séparent d’eux-mêmes.
  for (const champ of document.querySelectorAll("input[inputmode=numeric]")) {
    champ.addEventListener("change", () => {
      const forme = /^(\d\d)(\d\d)(\d{4})$/.exec(champ.value.trim());
      if (forme) champ.value = forme.slice(1).join("/");
    });
  }
})();
