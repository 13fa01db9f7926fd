// Rien d’indispensable : sans ce fichier, chaque page marche de même.
(() => {
  "use strict";
  const annonce = document.querySelector(".calcul");
  let aGarder = document.body.hasAttribute("data-a-garder");
  let parti = false; // une page est en route
  const prepares = new Set(); // des fichiers sont en route

  const dire = (texte) => {
    if (annonce) annonce.textContent = texte;
  };

  document.addEventListener("submit", (evenement) => {
    const bouton = evenement.submitter;
    const fichier = bouton !== null && bouton.hasAttribute("data-telechargement");
    if (fichier ? prepares.has(bouton) : parti) {
      evenement.preventDefault();
      return;
    }
    parti = true;
    dire(fichier ? "Préparation du fichier…" : "Calcul en cours…");
    if (fichier) {
      if (bouton.hasAttribute("data-garde")) aGarder = false;
      prepares.add(bouton);
      setTimeout(() => { parti = false; }, 0); // la page reste
      setTimeout(() => {
        prepares.delete(bouton);
        dire("");
      }, 3000);
    }
  });

  window.addEventListener("pageshow", () => {
    parti = false;
    dire("");
  });

  window.addEventListener("beforeunload", (evenement) => {
    if (aGarder && !parti) evenement.preventDefault();
  });

  // La liste entière se réduit aux mots tapés.
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
