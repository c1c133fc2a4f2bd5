"""Spanish of what other rooms say in English: troubles, notices, checks of the self-test.

Rule: the key is the sentence as it is said there, {} what differs in it.
"""

from collections.abc import Mapping
from typing import Final

TOLD: Final[Mapping[str, str]] = {
    "Phones cannot reach this frame: {}": "Los teléfonos no llegan a este marco: {}",
    "its broker does not answer": "su correo no responde",
    "there is no host of the name {}": "no hay ningún equipo llamado {}",
    "the broker at {}, does not answer": "el correo en {} no responde",
    "no safe connection to {}, could be agreed on": "no hay conexión segura con {}",
    "the broker at {} does not accept this user name and password": (
        "el correo en {} no acepta este nombre y contraseña"
    ),
    "the broker at {} does not accept our client id": (
        "el correo en {} no acepta nuestro identificador"
    ),
    "the broker at {} speaks another version of MQTT": (
        "el correo en {} habla otra versión de MQTT"
    ),
    "the broker at {} takes no connections at the moment": (
        "el correo en {} no acepta a nadie ahora"
    ),
    "what listens at {}, does not answer as a broker does": "en {} no responde ningún correo",
    "the connection to the broker at {} broke": "se cortó la conexión con el correo en {}",
    "somebody else is connected to {} under this frame's name": (
        "otra persona está conectada a {} con el nombre de este marco"
    ),
    "the broker at {} does not let us use all our topics": (
        "el correo en {} no nos abre todos nuestros buzones"
    ),
    "the broker at {} takes smaller messages than this frame sends": (
        "el correo en {} solo acepta envíos más pequeños"
    ),
    "No network: photos go on, but phones cannot reach this frame": (
        "Sin red: las fotos siguen, pero los teléfonos no llegan a este marco"
    ),
    "Joining the Wi-Fi: that takes about a minute": (
        "Conectando a la wifi: tarda cerca de un minuto"
    ),
    "The settings on the memory card have a fault and were not used": (
        "Los ajustes de la tarjeta de memoria tienen un error y no se usaron"
    ),
    "Got it. Joining …": "Leído. Conectando…",
    "this is no Wi-Fi code": "esto no es un código de wifi",
    "this Wi-Fi code is longer than any network needs": (
        "este código de wifi es más largo de lo necesario"
    ),
    "this Wi-Fi code says one thing twice": "este código de wifi dice algo dos veces",
    "this Wi-Fi code does not end where it should": "este código de wifi no termina donde debe",
    "this Wi-Fi code ends in the middle of a letter": (
        "este código de wifi termina a mitad de una letra"
    ),
    "this network asks for a user (WPA-Enterprise), which a frame cannot do": (
        "esta red pide un usuario (WPA-Enterprise), y un marco no puede"
    ),
    "this network uses WEP, which anybody can listen in on": (
        "esta red usa WEP, que cualquiera puede escuchar"
    ),
    "this code names a kind of Wi-Fi that a frame does not know": (
        "este código nombra un tipo de wifi que un marco no conoce"
    ),
    "this code has no passphrase, though its network has one": (
        "a este código le falta la contraseña de su red"
    ),
    "this Wi-Fi network cannot be joined: {}": "esta wifi no sirve: {}",
    "the steward did not answer in time": "el mayordomo no respondió a tiempo",
    "This frame has no broker, so no phone can be added": (
        "Este marco no tiene correo, así que no se puede añadir ningún teléfono"
    ),
    "this frame has no broker, so nobody can pair with it": (
        "este marco no tiene correo, así que nadie puede conectarse"
    ),
    "this frame is joining another one": "este marco se está uniendo a otro",
    "64 devices are paired already": "ya hay 64 aparatos conectados",
    "Certificate of this frame: {}": "Certificado de este marco: {}",
    "This frame has no certificate of its own": "Este marco no tiene certificado propio",
    "this frame cannot end itself": "este marco no puede borrarse a sí mismo",
    "crypto": "cifrado",
    "models": "modelos",
    "interpreter": "ejecución",
    "decode child": "abrir fotos",
    "vision child": "mirar fotos",
    "drawing": "dibujo",
    "screen power": "luz de pantalla",
    "camera": "cámara",
    "clock": "reloj",
    "fences": "vallas",
    "state": "estado",
    "room": "espacio",
    "device key": "clave del marco",
    "store": "almacén",
    "broker": "correo",
    "settings": "ajustes",
    "screen": "pantalla",
    "touch": "tacto",
    "network": "red",
    "storage": "memoria",
    "wear": "desgaste",
    "memory": "memoria RAM",
    "page": "página",
    "Use a card of class A1 or better, or a USB disk: photos come in slowly on this one.": (
        "Usa una tarjeta de clase A1 o mejor, o un disco USB: en esta las fotos llegan despacio."
    ),
    "Replace the storage before it fails.": "Cambia la memoria antes de que falle.",
    "`frame wifi join`, a cable, or docs/first-boot.md. Photos are shown all the same.": (
        "`frame wifi join`, un cable o docs/first-boot.md. Las fotos se muestran igual."
    ),
    "Move the frame or the router, or use a cable: photos come slowly, or not at all.": (
        "Mueve el marco o el router, o usa un cable: las fotos llegan despacio, o no llegan."
    ),
    "Connect the frame to a network, or `timedatectl set-time`.": (
        "Conecta el marco a una red, o `timedatectl set-time`."
    ),
    "Wait for a network; consents need the right day.": (
        "Espera a que haya red; los permisos necesitan el día correcto."
    ),
    "Enough for photos up to 2560 pixels; keep [photos] master_px as it is.": (
        "Basta para fotos de hasta 2560 píxeles; deja [photos] master_px como está."
    ),
    "Take its cover off, or switch a light on.": "Quítale la tapa o enciende una luz.",
    "See how it is plugged in, and docs/camera.md.": "Mira cómo está conectada, y docs/camera.md.",
    "`frame doctor` says what each is for; the other fences stand.": (
        "`frame doctor` dice para qué es cada una; las demás vallas aguantan."
    ),
    "`systemctl status hearthframe-display` says why.": (
        "`systemctl status hearthframe-display` dice por qué."
    ),
    "`systemctl status hearthframe-web` says why.": (
        "`systemctl status hearthframe-web` dice por qué."
    ),
    "Switch overscan off at the screen, or set screen.width_px and height_px.": (
        "Quita el overscan en la pantalla, o ajusta screen.width_px y height_px."
    ),
    "Fine for a frame without touch or keys; else see its cable.": (
        "Está bien si el marco no tiene pantalla táctil ni teclas; si no, mira el cable."
    ),
    "See that the state folder can be written to and has room; else replace the card.": (
        "Mira si se puede escribir en la carpeta del marco y hay espacio; si no, cambia la"
        " tarjeta."
    ),
    "Connect one, or set camera.enabled = false.": "Conecta una, o pon camera.enabled = false.",
    "Free some space, or erase photos with `frame erase`.": (
        "Libera espacio, o borra fotos con `frame erase`."
    ),
    "docs/operations.md says how brokers are set up, and what each trouble means.": (
        "docs/operations.md dice cómo se instala un correo y qué significa cada fallo."
    ),
    "Run `frame doctor` to see what is wrong.": "`frame doctor` dice qué pasa.",
    "Restore the state folder from a backup; photos that still open are not touched.": (
        "Recupera la carpeta del marco de una copia; las fotos que aún se abren no se tocan."
    ),
    "Reinstall hearthframe, or run `frame models verify` to see which file differs.": (
        "Reinstala hearthframe; `frame models verify` dice qué archivo es distinto."
    ),
    "Use the device key this state folder was made with; without it nothing can be read.": (
        "Usa la clave con la que se hizo esta carpeta; sin ella no se puede leer nada."
    ),
    "Give it with `frame keys unlock`, on the frame.": (
        "Dala con `frame keys unlock`, en el marco."
    ),
}
