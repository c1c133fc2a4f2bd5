"""French of what other rooms say in English: troubles, notices, checks of the self-test.

Rule: the key is the sentence as it is said there, {} what differs in it.
"""

from collections.abc import Mapping
from typing import Final

TOLD: Final[Mapping[str, str]] = {
    "Phones cannot reach this frame: {}": "Les téléphones n’atteignent pas ce cadre : {}",
    "its broker does not answer": "sa poste ne répond pas",
    "there is no host of the name {}": "il n’y a pas de machine du nom de {}",
    "the broker at {}, does not answer": "la poste sur {} ne répond pas",
    "no safe connection to {}, could be agreed on": "aucune connexion sûre avec {}",
    "the broker at {} does not accept this user name and password": (
        "la poste sur {} refuse ce nom et ce mot de passe"
    ),
    "the broker at {} does not accept our client id": "la poste sur {} refuse notre identifiant",
    "the broker at {} speaks another version of MQTT": (
        "la poste sur {} parle une autre version de MQTT"
    ),
    "the broker at {} takes no connections at the moment": (
        "la poste sur {} n’accepte personne pour l’instant"
    ),
    "what listens at {}, does not answer as a broker does": (
        "sur {}, ce n’est pas une poste qui répond"
    ),
    "the connection to the broker at {} broke": "la connexion à la poste sur {} s’est coupée",
    "somebody else is connected to {} under this frame's name": (
        "quelqu’un d’autre est connecté à {} au nom de ce cadre"
    ),
    "the broker at {} does not let us use all our topics": (
        "la poste sur {} ne nous ouvre pas toutes nos boîtes"
    ),
    "the broker at {} takes smaller messages than this frame sends": (
        "la poste sur {} n’accepte que de plus petits envois"
    ),
    "No network: photos go on, but phones cannot reach this frame": (
        "Pas de réseau : les photos continuent, mais les téléphones n’atteignent pas ce cadre"
    ),
    "Joining the Wi-Fi: that takes about a minute": (
        "Connexion au Wi-Fi : cela prend environ une minute"
    ),
    "The settings on the memory card have a fault and were not used": (
        "Les réglages sur la carte mémoire ont une erreur et n’ont pas été pris"
    ),
    "Got it. Joining …": "C’est lu. Connexion…",
    "this is no Wi-Fi code": "ce n’est pas un code Wi-Fi",
    "this Wi-Fi code is longer than any network needs": (
        "ce code Wi-Fi est plus long qu’il ne faut"
    ),
    "this Wi-Fi code says one thing twice": "ce code Wi-Fi dit deux fois la même chose",
    "this Wi-Fi code does not end where it should": "ce code Wi-Fi ne finit pas où il doit",
    "this Wi-Fi code ends in the middle of a letter": "ce code Wi-Fi finit au milieu d’une lettre",
    "this network asks for a user (WPA-Enterprise), which a frame cannot do": (
        "ce réseau demande un utilisateur (WPA-Enterprise), un cadre ne sait pas faire"
    ),
    "this network uses WEP, which anybody can listen in on": (
        "ce réseau utilise WEP, que tout le monde peut écouter"
    ),
    "this code names a kind of Wi-Fi that a frame does not know": (
        "ce code nomme une sorte de Wi-Fi qu’un cadre ne connaît pas"
    ),
    "this code has no passphrase, though its network has one": (
        "il manque à ce code le mot de passe de son réseau"
    ),
    "this Wi-Fi network cannot be joined: {}": "ce Wi-Fi ne convient pas : {}",
    "the steward did not answer in time": "l’intendant n’a pas répondu à temps",
    "This frame has no broker, so no phone can be added": (
        "Ce cadre n’a pas de poste, on ne peut donc pas ajouter de téléphone"
    ),
    "this frame has no broker, so nobody can pair with it": (
        "ce cadre n’a pas de poste, personne ne peut donc s’y connecter"
    ),
    "this frame is joining another one": "ce cadre se lie en ce moment à un autre",
    "64 devices are paired already": "64 appareils sont déjà connectés",
    "Certificate of this frame: {}": "Certificat de ce cadre : {}",
    "This frame has no certificate of its own": "Ce cadre n’a pas de certificat à lui",
    "this frame cannot end itself": "ce cadre ne peut pas s’effacer lui-même",
    "crypto": "chiffrement",
    "models": "modèles",
    "interpreter": "exécution",
    "decode child": "ouvrir",
    "vision child": "regarder",
    "drawing": "dessin",
    "screen power": "éclairage",
    "camera": "caméra",
    "clock": "horloge",
    "fences": "barrières",
    "state": "état",
    "room": "place",
    "device key": "clé du cadre",
    "store": "réserve",
    "broker": "poste",
    "settings": "réglages",
    "screen": "écran",
    "touch": "toucher",
    "network": "réseau",
    "storage": "stockage",
    "wear": "usure",
    "memory": "mémoire vive",
    "page": "page",
    "Use a card of class A1 or better, or a USB disk: photos come in slowly on this one.": (
        "Prenez une carte de classe A1 ou mieux, ou un disque USB : sur celle-ci, les photos"
        " arrivent lentement."
    ),
    "Replace the storage before it fails.": "Remplacez le stockage avant qu’il ne lâche.",
    "`frame wifi join`, a cable, or docs/first-boot.md. Photos are shown all the same.": (
        "`frame wifi join`, un câble, ou docs/first-boot.md. Les photos sont montrées quand même."
    ),
    "Move the frame or the router, or use a cable: photos come slowly, or not at all.": (
        "Déplacez le cadre ou le routeur, ou prenez un câble : les photos arrivent lentement,"
        " ou pas du tout."
    ),
    "Connect the frame to a network, or `timedatectl set-time`.": (
        "Connectez le cadre à un réseau, ou `timedatectl set-time`."
    ),
    "Wait for a network; consents need the right day.": (
        "Attendez un réseau ; les accords ont besoin du bon jour."
    ),
    "Enough for photos up to 2560 pixels; keep [photos] master_px as it is.": (
        "Assez pour des photos jusqu’à 2560 pixels ; laissez [photos] master_px tel quel."
    ),
    "Take its cover off, or switch a light on.": "Enlevez son cache, ou allumez une lampe.",
    "See how it is plugged in, and docs/camera.md.": (
        "Voyez comment elle est branchée, et docs/camera.md."
    ),
    "`frame doctor` says what each is for; the other fences stand.": (
        "`frame doctor` dit à quoi chacune sert ; les autres barrières tiennent."
    ),
    "`systemctl status hearthframe-display` says why.": (
        "`systemctl status hearthframe-display` dit pourquoi."
    ),
    "`systemctl status hearthframe-web` says why.": (
        "`systemctl status hearthframe-web` dit pourquoi."
    ),
    "Switch overscan off at the screen, or set screen.width_px and height_px.": (
        "Coupez l’overscan de l’écran, ou réglez screen.width_px et height_px."
    ),
    "Fine for a frame without touch or keys; else see its cable.": (
        "C’est normal sans écran tactile ni touches ; sinon, voyez son câble."
    ),
    "See that the state folder can be written to and has room; else replace the card.": (
        "Voyez si le dossier du cadre est inscriptible et a de la place ; sinon, changez la carte."
    ),
    "Connect one, or set camera.enabled = false.": (
        "Branchez-en une, ou mettez camera.enabled = false."
    ),
    "Free some space, or erase photos with `frame erase`.": (
        "Libérez de la place, ou effacez des photos avec `frame erase`."
    ),
    "docs/operations.md says how brokers are set up, and what each trouble means.": (
        "docs/operations.md dit comment installer une poste, et ce que veut dire chaque panne."
    ),
    "Run `frame doctor` to see what is wrong.": "`frame doctor` dit ce qui ne va pas.",
    "Restore the state folder from a backup; photos that still open are not touched.": (
        "Restaurez le dossier du cadre d’une sauvegarde ; les photos qui s’ouvrent encore"
        " restent intactes."
    ),
    "Reinstall hearthframe, or run `frame models verify` to see which file differs.": (
        "Réinstallez hearthframe ; `frame models verify` dit quel fichier diffère."
    ),
    "Use the device key this state folder was made with; without it nothing can be read.": (
        "Prenez la clé avec laquelle ce dossier a été fait ; sans elle, rien n’est lisible."
    ),
    "Give it with `frame keys unlock`, on the frame.": (
        "Donnez-la avec `frame keys unlock`, sur le cadre."
    ),
}
