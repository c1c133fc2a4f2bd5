"""Spanish, as the phone page speaks it: tú, el marco, el teléfono, la wifi."""

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
from frame.slideshow.words.told_es import TOLD

_MONTHS: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip

_CARDS: Final = CardWords(
    welcome=Said(
        title="Bienvenidos a casa",
        text="Este marco muestra las fotos de tu familia. Se guardan cifradas, solo en este marco."
        " Añade las primeras de una carpeta o una memoria USB:",
    ),
    welcome_by_phone=Said(
        title="Bienvenidos a casa",
        text="Este marco muestra las fotos de tu familia. Se guardan cifradas, solo en este marco."
        " Envía las primeras desde un teléfono:",
    ),
    empty=Said(
        title="Todavía no hay fotos",
        text="En cuanto llegue la primera foto, empieza solo. Añade una carpeta o una memoria"
        " USB:",
    ),
    empty_by_phone=Said(
        title="Todavía no hay fotos",
        text="En cuanto llegue la primera foto, empieza solo. Envía una desde un teléfono:",
    ),
    resting=Said(
        title="Todas las fotos descansan",
        text="Cada foto está oculta o apartada, así que no hay nada que mostrar. El motivo de"
        " cada una:",
    ),
    full=Said(
        title="El marco está lleno",
        text="Tus fotos están a salvo, pero no caben más. Borra un álbum que ya no necesites:",
    ),
    damaged=Said(
        title="El almacén de fotos está dañado",
        text="En la tarjeta ya no está lo que se escribió. No se cambia ni se borra nada. Mira qué"
        " se abre todavía:",
    ),
    wrong_key=Said(
        title="Esta clave no encaja",
        text="Las fotos se sellaron con otra clave. Vuelve a ponerla, o mira dónde la busca el"
        " marco:",
    ),
    locked=Said(
        title="Este marco está cerrado",
        text="Tus fotos están a salvo. Se abren con la frase secreta de este marco, que alguien"
        " escribe en él:",
    ),
    awaiting_phone=Said(
        title="Esperando un teléfono de esta casa",
        text="Tus fotos están a salvo. Abre la página del marco en el teléfono de un dueño, o"
        " escribe en un aparato de esta casa:",
    ),
    unreadable=Said(
        title="Las próximas fotos no se abren",
        text="Varias imágenes seguidas no se abrieron. El marco lo sigue intentando solo. Mira"
        " cuáles son:",
    ),
    add_phone="Pulsa P: añadir un teléfono",
    or_folder="O de una carpeta o una memoria USB:",
)

_PAIRING: Final = PairingWords(
    add_phone="Añadir un teléfono",
    link_frame="Unir otro marco",
    scan=ByRole(
        owner="Escanea el código con la cámara de un teléfono y abre el enlace. El teléfono pasa a"
        " ser dueño.",
        contributor="Escanea el código con la cámara de un teléfono y abre el enlace. El teléfono"
        " podrá enviar fotos aquí.",
        viewer="Escanea el código con la cámara de un teléfono y abre el enlace. El teléfono podrá"
        " ver lo que se muestra aquí.",
        frame="Escanea el código con un teléfono que sea dueño del otro marco. Los dos marcos"
        " podrán compartir álbumes.",
    ),
    one_phone="Para un teléfono y por tres minutos.",
    one_frame="Para un marco y por tres minutos.",
    invited="Lo ha pedido un dueño.",
    close="Cerrar",
    leads="El enlace lleva a {address}",
    compare="¿El mismo número en los dos?",
    somebody="Alguien",
    asks=ByRole(
        owner="pide ser dueño de este marco.",
        contributor="pide enviar fotos a este marco.",
        viewer="pide ver lo que muestra este marco.",
        frame="pide compartir álbumes con este marco.",
    ),
    yes="Sí",
    no="No",
    cancel="Cancelar",
    then_phone="Di que sí también en el teléfono.",
    then_frame="Di que sí también en el otro lado.",
    or_owner_of_phone="O el dueño que lo invitó responde en su propio teléfono.",
    or_owner_of_frame="O el dueño que lo invitó responde en su propio teléfono.",
    paired="{who}: conectado",
    done=ByRole(
        owner="Este teléfono ya es dueño del marco.",
        contributor="Ya puede enviar fotos.",
        viewer="Ya puede ver lo que se muestra aquí.",
        frame="Ya se pueden compartir álbumes con él.",
    ),
)

_SETUP: Final = SetupWords(
    starting=Said(title="Bienvenidos a casa", text="Este marco está arrancando y busca su red."),
    joining=Said(
        title="Conectando a la wifi",
        text="Tarda cerca de un minuto. No tienes que hacer nada.",
    ),
    no_network=Said(
        title="Conectemos este marco",
        text="Los teléfonos le envían fotos por tu propia red. Elige un camino:",
    ),
    unreachable=Said(
        title="La wifi no responde",
        text="Quizá esté apagada, demasiado lejos o tenga otra contraseña. El marco lo sigue"
        " intentando solo. Para otra red:",
    ),
    faulty=Said(
        title="Revisa la tarjeta",
        text="No se usó nada de rpi-preseed.toml. Pon la tarjeta de memoria en un ordenador,"
        " corrige el archivo y enciende otra vez este marco:",
    ),
    lost=Said(
        title="No está la wifi",
        text="Las fotos siguen, y el marco lo sigue intentando solo. Para otra red:",
    ),
    code=Way(
        title="Enseña un código",
        texts=(
            "Comparte la wifi en un teléfono y pon su código delante de la cámara.",
            "Android: Ajustes, Wi-Fi, Compartir",
            "iPhone: Contraseñas, Wi-Fi, código QR",
        ),
    ),
    cable=Way(
        title="Enchufa un cable",
        texts=("Del router a este marco; eso es todo.",),
    ),
    card=Way(
        title="Escribe en la tarjeta",
        texts=("Pon la tarjeta de memoria en un ordenador y añade rpi-preseed.toml.",),
    ),
    more="y {count} más",
    goes_on="Las fotos siguen, y el marco lo sigue intentando solo. Un cable ayuda enseguida.",
    goes_on_with_code="Las fotos siguen. Para otra red, pon su código delante de la cámara.",
)

_ENDING: Final = EndingWords(
    holding=Said(
        title="Mantén pulsado para borrarlo todo",
        text="Se borrarán todas las fotos, personas y teléfonos de este marco, para siempre.",
    ),
    let_go="Suelta para cancelar",
    erasing=Said(
        title="Borrándolo todo",
        text="Primero las claves, luego todo lo demás. Sigue solo, también tras un corte de luz.",
    ),
    empty="Este marco está vacío",
    gone="Se borraron sus personas, álbumes y teléfonos, las claves antes que nada.",
    gone_one="Se borraron 1 foto y todas las personas, álbumes y teléfonos, las claves antes que"
    " nada.",
    gone_many="Se borraron {count} fotos y todas las personas, álbumes y teléfonos, las claves"
    " antes que nada.",
    signed="El marco lo firmó. Escanea el código para guardar su palabra, o anota su forma corta:",
    restarts="En un minuto arranca otra vez, sin wifi ni nombre, como el primer día.",
)

_TRIAL: Final = TrialWords(
    size="{wide} por {high}",
    is_seen="¿Hay una línea blanca en los cuatro lados?",
    touch=Said(
        title="Toca la esquina",
        text="O pulsa Intro; N si este marco no es táctil.",
    ),
    well="Todo está bien",
    remarks="Listo, con avisos",
    not_well="Algo no está bien",
    advice="{check}: {do}",
    more="y {count} más: frame selftest",
)

_CLAIM: Final = ClaimWords(
    what="Cómo añadir un teléfono a este marco",
    lead="Un marco para tus fotos. Cuatro pasos, y ninguna cuenta en ningún sitio.",
    power=Said(
        title="Enciéndelo",
        text="Enchufa el marco. Te da la bienvenida y dice cómo se conecta.",
    ),
    power_ready=Said(
        title="Enciéndelo",
        text="Enchufa el marco. Te da la bienvenida y se conecta a su wifi.",
    ),
    scan=Said(
        title="Escanea",
        text="Apunta la cámara del teléfono al marco y abre el enlace.",
    ),
    compare=Said(
        title="Compara",
        text="¿Las mismas seis cifras en el marco y el teléfono? Di que sí en los dos.",
    ),
    send=Said(
        title="Envía una foto",
        text="Elige algunas en el teléfono. Viajan cifradas, solo a este marco.",
    ),
    page="La página de este marco, para teléfonos en la misma red:",
    open_to_all="Aquí no hay nada secreto. Lo que añade un teléfono solo está en el marco, tres"
    " minutos.",
    installer="Instalado por",
    until="Atendido hasta",
    contact="Contacto",
)

SPANISH: Final = Phrases(
    language="es",
    months=_MONTHS,
    day_form="{day} de {month} de {year}",
    month_form="{month} de {year}",
    first="1",
    thousands=".",
    space=" ",
    why="¿Por qué esta foto?",
    hidden="Oculta. Descansa y no se muestra más.",
    both_hidden="Ocultas. Descansan y no se muestran más.",
    liked="Favorita",
    unliked="Ya no es favorita",
    cards=_CARDS,
    pairing=_PAIRING,
    setup=_SETUP,
    ending=_ENDING,
    trial=_TRIAL,
    claim=_CLAIM,
    told=MappingProxyType(TOLD),
)
