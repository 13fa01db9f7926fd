# Partagé par script/demo, script/test et script/bench, qui le lisent après avoir défini RACINE.
# Prépare tout dans RACINE/.venv ; seules des bibliothèques système manquantes s’installent ailleurs.
# shellcheck shell=sh

VENV="$RACINE/.venv"
PY="$VENV/bin/python"

unset PYTHONHOME PYTHONPATH
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_USER=0 PIP_RETRIES="${PIP_RETRIES:-2}"

# dire LIGNE… : une ligne par argument.
dire() { printf '%s\n' "$@"; }

# arreter CODE LIGNE… : dit pourquoi et s’arrête.
arreter() {
    code=$1
    shift
    dire "$@" >&2
    exit "$code"
}

# preparer [dev] : le .venv, les paquets Python (et ceux du groupe dev), Pango.
preparer() {
    cd "$RACINE"
    assurer_venv
    assurer_paquets "${1:-}"
    assurer_pango
}

# --- Python et le .venv -----------------------------------------------------------------------------------

convient() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

sait_faire_un_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# Le premier Python ≥ 3.11 qui sache faire un venv, sinon le premier Python ≥ 3.11.
choisir_python() {
    premier=
    for candidat in python3 python3.14 python3.13 python3.12 python3.11 python; do
        convient "$candidat" || continue
        premier=${premier:-$candidat}
        if sait_faire_un_venv "$candidat"; then
            dire "$candidat"
            return 0
        fi
    done
    [ -n "$premier" ] && dire "$premier"
}

# Les commandes d’un .venv portent son chemin : si le dépôt a été déplacé ou copié, il est refait.
assurer_venv() {
    if [ "$(cat "$VENV/.indu-place" 2>/dev/null || dire "$VENV")" = "$VENV" ] && convient "$PY" &&
        { "$PY" -m pip --version || "$PY" -m ensurepip; } >/dev/null 2>&1; then
        return 0
    fi
    python=$(choisir_python) || arreter 3 \
        "Il faut Python 3.11 ou plus récent, et il n’y en a pas ici (cherché : python3, python3.14 à python3.11, python)." \
        "Installez-le (Debian, Ubuntu : sudo apt-get install python3 python3-venv ; macOS : brew install python), puis relancez."
    if ! sait_faire_un_venv "$python"; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        dire "Le module venv manque à Python $version : installation du paquet système python$version-venv."
        installer_systeme demander "python$version-venv" || true
        sait_faire_un_venv "$python" || arreter 3 \
            "Python $version est là, mais sans les modules venv et ensurepip, et le paquet n’a pas pu être installé." \
            "Tapez : sudo apt-get update && sudo apt-get install -y python$version-venv" \
            "(hors Debian et Ubuntu : le paquet de votre système qui donne « python3 -m venv »), puis relancez."
    fi
    if [ -e "$VENV" ] && [ ! -e "$VENV/pyvenv.cfg" ] && [ -n "$(ls -A "$VENV" 2>/dev/null)" ]; then
        arreter 3 "« $VENV » existe et n’est pas un environnement Python : déplacez-le, puis relancez."
    fi
    dire "Création de .venv avec $("$python" --version 2>&1)."
    rm -rf "$VENV"
    "$python" -m venv "$VENV" || arreter 3 \
        "L’environnement « $VENV » n’a pas pu être créé (place sur le disque ? droits ?)."
    dire "$VENV" >"$VENV/.indu-place"
}

# --- Les paquets Python -----------------------------------------------------------------------------------

# Ce dont dépend l’installation : la version de Python et pyproject.toml.
empreinte() {
    "$PY" -c 'import hashlib, pathlib, sys
print(sys.version.split()[0], hashlib.sha256(pathlib.Path("pyproject.toml").read_bytes()).hexdigest())'
}

a_jour() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ] && "$PY" -c 'import indu' >/dev/null 2>&1 && [ -x "$VENV/bin/indu" ]; }

assurer_paquets() {
    voulue=$(empreinte)
    if a_jour "$VENV/.indu-${1:-base}" "$voulue"; then
        dire "Paquets Python : déjà en place dans .venv."
        return 0
    fi
    rm -f "$VENV/.indu-base" "$VENV/.indu-dev"
    if [ "${1:-}" = dev ]; then
        dire "Installation d’indu, de ses dépendances et des outils de développement dans .venv (une à deux minutes)…"
        if ! "$PY" -c 'import pip, sys; sys.exit([int(n) for n in pip.__version__.split(".")[:2]] < [25, 1])'; then
            pip_install --upgrade 'pip>=25.1' # le premier qui lise [dependency-groups]
        fi
        pip_install --editable . --group dev
        dire "$voulue" >"$VENV/.indu-dev"
    else
        dire "Installation d’indu et de ses dépendances dans .venv (environ une minute)…"
        pip_install --editable .
    fi
    dire "$voulue" >"$VENV/.indu-base"
}

pip_install() {
    "$PY" -m pip install --quiet --progress-bar off "$@" || arreter 3 \
        "pip n’a pas pu installer les paquets (la raison est ci-dessus)." \
        "Sans réseau, ou derrière un mandataire ? Vérifiez l’accès au dépôt de paquets Python (réglages : pip config list), puis relancez :" \
        "ce qui est déjà installé est gardé."
}

# --- Les bibliothèques système ----------------------------------------------------------------------------

PANGO_AVANT="La bibliothèque système Pango manque"

pango_marche() { "$PY" -c 'import weasyprint' >"$VENV/.pango.log" 2>&1; }

assurer_pango() {
    if [ "$(uname -s)" = Darwin ] && command -v brew >/dev/null 2>&1; then
        DYLD_FALLBACK_LIBRARY_PATH="$(brew --prefix)/lib:${DYLD_FALLBACK_LIBRARY_PATH:-/usr/local/lib:/usr/lib}"
        export DYLD_FALLBACK_LIBRARY_PATH # sans quoi un Python hors Homebrew ne voit pas Pango
    fi
    if pango_marche; then
        return 0
    fi
    if ! grep -q 'cannot load library' "$VENV/.pango.log"; then
        cat "$VENV/.pango.log" >&2
        arreter 3 "Le moteur PDF (WeasyPrint) ne se charge pas : voir ci-dessus. Effacez .venv et relancez."
    fi
    paquets=$(paquets_pango)
    dire "$PANGO_AVANT au moteur PDF : installation de ${paquets:-Pango}."
    # Sans guillemets exprès : plusieurs paquets.
    # shellcheck disable=SC2086
    if [ -n "$paquets" ] && installer_systeme demander $paquets && pango_marche; then
        return 0
    fi
    commande=$(commande_systeme "$paquets")
    arreter 3 "$PANGO_AVANT, et elle n’a pas pu être installée d’ici (il faut root, sudo ou Homebrew, et le réseau)." \
        "Tapez : ${commande:-la commande de votre système qui installe Pango (1.44 ou plus récent) et fontconfig}" \
        "puis relancez."
}

paquets_pango() {
    case $(gestionnaire) in
    apt-get) dire "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b fontconfig" ;;
    dnf) dire "pango fontconfig" ;;
    apk) dire "pango fontconfig font-dejavu" ;;
    brew) dire pango ;;
    esac
}

gestionnaire() {
    for nom in apt-get dnf apk brew; do
        if command -v "$nom" >/dev/null 2>&1; then
            dire "$nom"
            return 0
        fi
    done
}

# commande_systeme PAQUETS : ce qu’une personne taperait pour les installer.
commande_systeme() {
    case $(gestionnaire) in
    apt-get) dire "sudo apt-get update && sudo apt-get install -y $1" ;;
    dnf) dire "sudo dnf install -y $1" ;;
    apk) dire "sudo apk add $1" ;;
    brew) dire "brew install $1" ;;
    esac
}

# installer_systeme demander|sans-demander PAQUET… : avec root, sudo ou Homebrew ; ce qui a échoué est montré.
installer_systeme() {
    maniere=$1
    shift
    journal=$(mktemp)
    if paquets_du_systeme "$@" >"$journal" 2>&1; then
        rm -f "$journal"
        return 0
    fi
    cat "$journal" >&2
    rm -f "$journal"
    return 1
}

paquets_du_systeme() {
    case $(gestionnaire) in
    # D’abord avec les listes qu’a la machine : « apt-get update » n’a lieu que si elles ne suffisent pas.
    apt-get) apt_install "$@" || { en_root apt-get update -qq && apt_install "$@"; } ;;
    dnf) en_root dnf install -y --setopt=install_weak_deps=False "$@" ;;
    apk) en_root apk add --no-cache "$@" ;;
    brew) brew install "$@" ;;
    *) return 1 ;;
    esac
}

apt_install() { en_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; }

# Sans terminal, ou « sans-demander », sudo ne sert que s’il ne demande pas de mot de passe (il le demande sur le terminal).
en_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || { [ "$maniere" = demander ] && [ -t 0 ]; }; }; then
        sudo "$@"
    else
        return 1
    fi
}
