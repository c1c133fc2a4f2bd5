"""German of what other rooms say in English: troubles, notices, checks of the self-test.

Rule: the key is the sentence as it is said there, {} what differs in it.
"""

from collections.abc import Mapping
from typing import Final

TOLD: Final[Mapping[str, str]] = {
    "Phones cannot reach this frame: {}": "Handys erreichen diesen Rahmen nicht: {}",
    "its broker does not answer": "seine Poststelle antwortet nicht",
    "there is no host of the name {}": "einen Rechner namens {} gibt es nicht",
    "the broker at {}, does not answer": "die Poststelle auf {} antwortet nicht",
    "no safe connection to {}, could be agreed on": "mit {} kam keine sichere Verbindung zustande",
    "the broker at {} does not accept this user name and password": (
        "die Poststelle auf {} nimmt Name und Kennwort nicht an"
    ),
    "the broker at {} does not accept our client id": (
        "die Poststelle auf {} nimmt unsere Kennung nicht an"
    ),
    "the broker at {} speaks another version of MQTT": (
        "die Poststelle auf {} spricht ein anderes MQTT"
    ),
    "the broker at {} takes no connections at the moment": (
        "die Poststelle auf {} nimmt gerade niemanden an"
    ),
    "what listens at {}, does not answer as a broker does": "auf {} antwortet keine Poststelle",
    "the connection to the broker at {} broke": "die Verbindung zur Poststelle auf {} brach ab",
    "somebody else is connected to {} under this frame's name": (
        "jemand anderes ist unter dem Namen dieses Rahmens mit {} verbunden"
    ),
    "the broker at {} does not let us use all our topics": (
        "die Poststelle auf {} kennt nicht alle unsere Fächer"
    ),
    "the broker at {} takes smaller messages than this frame sends": (
        "die Poststelle auf {} nimmt nur kleinere Sendungen an"
    ),
    "No network: photos go on, but phones cannot reach this frame": (
        "Kein Netz: Die Fotos gehen weiter, aber Handys erreichen den Rahmen nicht"
    ),
    "Joining the Wi-Fi: that takes about a minute": (
        "Das WLAN wird verbunden: das dauert etwa eine Minute"
    ),
    "The settings on the memory card have a fault and were not used": (
        "Die Einstellungen auf der Speicherkarte haben einen Fehler und gelten nicht"
    ),
    "Got it. Joining …": "Gelesen. Wird verbunden …",
    "this is no Wi-Fi code": "das ist kein WLAN-Code",
    "this Wi-Fi code is longer than any network needs": (
        "dieser WLAN-Code ist länger, als ein Netz es braucht"
    ),
    "this Wi-Fi code says one thing twice": "dieser WLAN-Code sagt etwas zweimal",
    "this Wi-Fi code does not end where it should": "dieser WLAN-Code endet nicht, wo er soll",
    "this Wi-Fi code ends in the middle of a letter": (
        "dieser WLAN-Code endet mitten in einem Zeichen"
    ),
    "this network asks for a user (WPA-Enterprise), which a frame cannot do": (
        "dieses Netz fragt nach einem Benutzer (WPA-Enterprise), das kann ein Rahmen nicht"
    ),
    "this network uses WEP, which anybody can listen in on": (
        "dieses Netz nutzt WEP, da kann jeder mithören"
    ),
    "this code names a kind of Wi-Fi that a frame does not know": (
        "dieser Code nennt eine Art von WLAN, die ein Rahmen nicht kennt"
    ),
    "this code has no passphrase, though its network has one": (
        "in diesem Code fehlt das Passwort seines Netzes"
    ),
    "this Wi-Fi network cannot be joined: {}": "mit diesem WLAN geht es nicht: {}",
    "the steward did not answer in time": "der Verwalter hat nicht rechtzeitig geantwortet",
    "This frame has no broker, so no phone can be added": (
        "Dieser Rahmen hat keine Poststelle, also kann kein Handy dazukommen"
    ),
    "this frame has no broker, so nobody can pair with it": (
        "dieser Rahmen hat keine Poststelle, also kann sich niemand mit ihm verbinden"
    ),
    "this frame is joining another one": "dieser Rahmen verbindet sich gerade mit einem anderen",
    "64 devices are paired already": "64 Geräte sind schon verbunden",
    "Certificate of this frame: {}": "Zertifikat dieses Rahmens: {}",
    "This frame has no certificate of its own": "Dieser Rahmen hat kein eigenes Zertifikat",
    "this frame cannot end itself": "dieser Rahmen kann sich nicht selbst löschen",
    "crypto": "Verschlüsselung",
    "models": "Modelle",
    "interpreter": "Ausführung",
    "decode child": "Bilder öffnen",
    "vision child": "Bilder ansehen",
    "drawing": "Zeichnen",
    "screen power": "Bildschirmlicht",
    "camera": "Kamera",
    "clock": "Uhr",
    "fences": "Zäune",
    "state": "Zustand",
    "room": "Platz",
    "device key": "Geräteschlüssel",
    "store": "Fotospeicher",
    "broker": "Poststelle",
    "settings": "Einstellungen",
    "screen": "Bildschirm",
    "touch": "Berührung",
    "network": "Netz",
    "storage": "Speicher",
    "wear": "Abnutzung",
    "memory": "Arbeitsspeicher",
    "page": "Handyseite",
    "Use a card of class A1 or better, or a USB disk: photos come in slowly on this one.": (
        "Nimm eine Karte der Klasse A1 oder besser, oder eine USB-Platte: Auf dieser kommen"
        " Fotos langsam an."
    ),
    "Replace the storage before it fails.": "Tausche den Speicher, bevor er versagt.",
    "`frame wifi join`, a cable, or docs/first-boot.md. Photos are shown all the same.": (
        "`frame wifi join`, ein Kabel oder docs/first-boot.md. Fotos werden trotzdem gezeigt."
    ),
    "Move the frame or the router, or use a cable: photos come slowly, or not at all.": (
        "Stell Rahmen oder Router anders hin, oder nimm ein Kabel: Fotos kommen langsam oder"
        " gar nicht."
    ),
    "Connect the frame to a network, or `timedatectl set-time`.": (
        "Verbinde den Rahmen mit einem Netz, oder `timedatectl set-time`."
    ),
    "Wait for a network; consents need the right day.": (
        "Warte auf ein Netz; Einwilligungen brauchen den richtigen Tag."
    ),
    "Enough for photos up to 2560 pixels; keep [photos] master_px as it is.": (
        "Genug für Fotos bis 2560 Pixel; lass [photos] master_px, wie es ist."
    ),
    "Take its cover off, or switch a light on.": "Nimm die Abdeckung ab, oder mach Licht.",
    "See how it is plugged in, and docs/camera.md.": (
        "Sieh nach, wie sie angesteckt ist, und in docs/camera.md."
    ),
    "`frame doctor` says what each is for; the other fences stand.": (
        "`frame doctor` sagt, wofür jeder ist; die anderen Zäune stehen."
    ),
    "`systemctl status hearthframe-display` says why.": (
        "`systemctl status hearthframe-display` sagt, warum."
    ),
    "`systemctl status hearthframe-web` says why.": (
        "`systemctl status hearthframe-web` sagt, warum."
    ),
    "Switch overscan off at the screen, or set screen.width_px and height_px.": (
        "Schalte Overscan am Bildschirm aus, oder stelle screen.width_px und height_px ein."
    ),
    "Fine for a frame without touch or keys; else see its cable.": (
        "In Ordnung, wenn der Rahmen weder Berührung noch Tasten hat; sonst sieh nach dem Kabel."
    ),
    "See that the state folder can be written to and has room; else replace the card.": (
        "Sieh nach, ob der Ordner des Rahmens beschreibbar ist und Platz hat; sonst tausche die"
        " Karte."
    ),
    "Connect one, or set camera.enabled = false.": (
        "Schließ eine an, oder setze camera.enabled = false."
    ),
    "Free some space, or erase photos with `frame erase`.": (
        "Schaff Platz, oder lösche Fotos mit `frame erase`."
    ),
    "docs/operations.md says how brokers are set up, and what each trouble means.": (
        "docs/operations.md sagt, wie man Poststellen einrichtet und was jede Störung heißt."
    ),
    "Run `frame doctor` to see what is wrong.": "`frame doctor` sagt, was nicht stimmt.",
    "Restore the state folder from a backup; photos that still open are not touched.": (
        "Hole den Ordner des Rahmens aus einer Sicherung; Fotos, die noch aufgehen, bleiben"
        " unberührt."
    ),
    "Reinstall hearthframe, or run `frame models verify` to see which file differs.": (
        "Installiere hearthframe neu; `frame models verify` sagt, welche Datei abweicht."
    ),
    "Use the device key this state folder was made with; without it nothing can be read.": (
        "Nimm den Geräteschlüssel, mit dem dieser Ordner entstand; ohne ihn ist nichts lesbar."
    ),
    "Give it with `frame keys unlock`, on the frame.": (
        "Gib es am Rahmen mit `frame keys unlock` ein."
    ),
}
