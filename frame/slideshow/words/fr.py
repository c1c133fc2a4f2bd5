"""French, as the phone page speaks it: vous, le cadre, le téléphone, le Wi-Fi."""

from types import MappingProxyType
from typing import Final

from frame.slideshow.phrases import (
    ByRole,
    CardWords,
    ClaimWords,
    EndingWords,
    PairingWords,
    Phrases,
    Said,
    SetupWords,
    TrialWords,
    Way,
)
from frame.slideshow.words.told_fr import TOLD

_MONTHS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip

_CARDS: Final = CardWords(
    welcome=Said(
        title="Bienvenue chez vous",
        text="Ce cadre montre les photos de votre famille. Elles sont gardées chiffrées, sur ce"
        " cadre seulement. Ajoutez les premières d’un dossier ou d’une clé USB :",
    ),
    welcome_by_phone=Said(
        title="Bienvenue chez vous",
        text="Ce cadre montre les photos de votre famille. Elles sont gardées chiffrées, sur ce"
        " cadre seulement. Envoyez les premières d’un téléphone :",
    ),
    empty=Said(
        title="Pas encore de photos",
        text="Dès que la première photo est là, tout commence de soi-même. Ajoutez un dossier ou"
        " une clé USB :",
    ),
    empty_by_phone=Said(
        title="Pas encore de photos",
        text="Dès que la première photo est là, tout commence de soi-même. Envoyez-en une d’un"
        " téléphone :",
    ),
    resting=Said(
        title="Toutes les photos se reposent",
        text="Chaque photo est masquée ou mise de côté, il n’y a donc rien à montrer. La raison"
        " de chacune :",
    ),
    full=Said(
        title="Le cadre est plein",
        text="Vos photos sont en sécurité, mais il n’y a plus de place. Effacez un album dont"
        " vous n’avez plus besoin :",
    ),
    damaged=Said(
        title="La réserve de photos est abîmée",
        text="Sur la carte, il n’y a plus ce qui y a été écrit. Rien n’est changé ni effacé. Pour"
        " voir ce qui s’ouvre encore :",
    ),
    wrong_key=Said(
        title="Cette clé ne convient pas",
        text="Les photos ont été scellées avec une autre clé. Remettez-la, ou voyez où le cadre la"
        " cherche :",
    ),
    locked=Said(
        title="Ce cadre est verrouillé",
        text="Vos photos sont en sécurité. La phrase secrète de ce cadre les ouvre ; quelqu’un la"
        " tape ici :",
    ),
    awaiting_phone=Said(
        title="En attente d’un téléphone de la maison",
        text="Vos photos sont en sécurité. Ouvrez la page du cadre sur le téléphone d’un"
        " propriétaire, ou tapez sur un appareil de la maison :",
    ),
    unreadable=Said(
        title="Les prochaines photos ne s’ouvrent pas",
        text="Plusieurs images de suite ne se sont pas ouvertes. Le cadre continue d’essayer. Pour"
        " voir lesquelles :",
    ),
    add_phone="Appuyez sur P : un téléphone",
    or_folder="Ou d’un dossier ou d’une clé USB :",
)

_PAIRING: Final = PairingWords(
    add_phone="Ajouter un téléphone",
    link_frame="Lier un autre cadre",
    scan=ByRole(
        owner="Scannez le code avec l’appareil photo d’un téléphone et ouvrez le lien. Le"
        " téléphone devient propriétaire.",
        contributor="Scannez le code avec l’appareil photo d’un téléphone et ouvrez le lien. Le"
        " téléphone pourra envoyer des photos ici.",
        viewer="Scannez le code avec l’appareil photo d’un téléphone et ouvrez le lien. Le"
        " téléphone pourra voir ce qui est montré ici.",
        frame="Scannez le code avec un téléphone propriétaire de l’autre cadre. Les deux cadres"
        " pourront partager des albums.",
    ),
    one_phone="Pour un téléphone, et pour trois minutes.",
    one_frame="Pour un cadre, et pour trois minutes.",
    invited="Un propriétaire l’a demandé.",
    close="Fermer",
    leads="Le lien mène à {address}",
    compare="Le même nombre sur les deux ?",
    somebody="Quelqu’un",
    asks=ByRole(
        owner="demande à devenir propriétaire de ce cadre.",
        contributor="demande à envoyer des photos à ce cadre.",
        viewer="demande à voir ce que ce cadre montre.",
        frame="demande à partager des albums avec ce cadre.",
    ),
    yes="Oui",
    no="Non",
    cancel="Annuler",
    then_phone="Dites oui aussi sur le téléphone.",
    then_frame="Dites oui aussi de l’autre côté.",
    or_owner_of_phone="Ou le propriétaire qui l’a invité répond sur son propre téléphone.",
    or_owner_of_frame="Ou le propriétaire qui l’a invité répond sur son propre téléphone.",
    paired="{who} : c’est fait",
    done=ByRole(
        owner="Ce téléphone est maintenant propriétaire du cadre.",
        contributor="Il peut maintenant envoyer des photos.",
        viewer="Il peut maintenant voir ce qui est montré ici.",
        frame="On peut maintenant partager des albums avec lui.",
    ),
)

_SETUP: Final = SetupWords(
    starting=Said(title="Bienvenue chez vous", text="Ce cadre démarre et cherche son réseau."),
    joining=Said(
        title="Connexion au Wi-Fi",
        text="Cela prend environ une minute. Vous n’avez rien à faire.",
    ),
    no_network=Said(
        title="Connectons ce cadre",
        text="Les téléphones lui envoient des photos par votre propre réseau. Choisissez un"
        " chemin :",
    ),
    unreachable=Said(
        title="Le Wi-Fi ne répond pas",
        text="Il est peut-être éteint, trop loin, ou a un autre mot de passe. Le cadre continue"
        " d’essayer. Pour un autre réseau :",
    ),
    faulty=Said(
        title="Vérifiez la carte",
        text="Rien de rpi-preseed.toml n’a été pris. Mettez la carte mémoire dans un ordinateur,"
        " corrigez le fichier et redémarrez ce cadre :",
    ),
    lost=Said(
        title="Le Wi-Fi est parti",
        text="Les photos continuent, et le cadre continue d’essayer. Pour un autre réseau :",
    ),
    code=Way(
        title="Montrez un code",
        texts=(
            "Partagez le Wi-Fi sur un téléphone et tenez son code devant la caméra.",
            "Android : Paramètres, Wi-Fi, Partager",
            "iPhone : Mots de passe, Wi-Fi, code QR",
        ),
    ),
    cable=Way(
        title="Branchez un câble",
        texts=("Du routeur à ce cadre ; c’est tout.",),
    ),
    card=Way(
        title="Écrivez sur la carte",
        texts=("Mettez la carte mémoire dans un ordinateur et ajoutez rpi-preseed.toml.",),
    ),
    more="et {count} de plus",
    goes_on="Les photos continuent, et le cadre continue d’essayer. Un câble aide tout de suite.",
    goes_on_with_code="Les photos continuent. Pour un autre réseau, tenez son code devant la"
    " caméra.",
)

_ENDING: Final = EndingWords(
    holding=Said(
        title="Gardez appuyé pour tout effacer",
        text="Photos, personnes et téléphones de ce cadre seront effacés, pour de bon.",
    ),
    let_go="Lâchez pour annuler",
    erasing=Said(
        title="Tout s’efface",
        text="D’abord les clés, puis tout le reste. Cela continue tout seul, même après une"
        " coupure de courant.",
    ),
    empty="Ce cadre est vide",
    gone="Ses personnes, albums et téléphones sont effacés, les clés avant tout le reste.",
    gone_one="1 photo, les personnes, albums et téléphones sont effacés, les clés avant tout le"
    " reste.",
    gone_many="{count} photos, les personnes, albums et téléphones sont effacés, les clés avant"
    " tout le reste.",
    signed="Le cadre l’a signé. Scannez le code pour garder sa parole, ou notez sa forme courte :",
    restarts="Dans une minute il redémarre sans Wi-Fi ni nom, comme au premier jour.",
)

_TRIAL: Final = TrialWords(
    size="{wide} sur {high}",
    is_seen="Une ligne blanche sur les quatre côtés ?",
    touch=Said(
        title="Touchez le coin",
        text="Ou appuyez sur Entrée ; N si ce cadre n’est pas tactile.",
    ),
    well="Tout va bien",
    remarks="Prêt, avec des remarques",
    not_well="Quelque chose ne va pas",
    advice="{check} : {do}",
    more="et {count} de plus : frame selftest",
)

_CLAIM: Final = ClaimWords(
    what="Comment ajouter un téléphone à ce cadre",
    lead="Un cadre pour vos photos. Quatre étapes, et aucun compte nulle part.",
    power=Said(
        title="Allumez-le",
        text="Donnez du courant au cadre. Il vous accueille et dit comment le connecter.",
    ),
    power_ready=Said(
        title="Allumez-le",
        text="Donnez du courant au cadre. Il vous accueille et se connecte à son Wi-Fi.",
    ),
    scan=Said(
        title="Scannez le code",
        text="Pointez l’appareil photo du téléphone vers le cadre et ouvrez le lien.",
    ),
    compare=Said(
        title="Comparez",
        text="Les mêmes six chiffres sur le cadre et le téléphone ? Dites oui sur les deux.",
    ),
    send=Said(
        title="Envoyez",
        text="Choisissez des photos. Elles voyagent chiffrées, vers ce cadre seulement.",
    ),
    page="La page de ce cadre, pour les téléphones du même réseau :",
    open_to_all="Rien de secret ici. Ce qui ajoute un téléphone n’est que sur le cadre, trois"
    " minutes.",
    installer="Installé par",
    until="Suivi jusqu’au",
    contact="Contact",
)

FRENCH: Final = Phrases(
    language="fr",
    months=_MONTHS,
    day_form="{day} {month} {year}",
    month_form="{month} {year}",
    first="1er",
    thousands=" ",
    space=" ",
    why="Pourquoi cette photo ?",
    hidden="Masquée. Elle se repose et n’est plus montrée.",
    both_hidden="Masquées. Elles se reposent et ne sont plus montrées.",
    liked="Favorite",
    unliked="N’est plus favorite",
    cards=_CARDS,
    pairing=_PAIRING,
    setup=_SETUP,
    ending=_ENDING,
    trial=_TRIAL,
    claim=_CLAIM,
    told=MappingProxyType(TOLD),
)
