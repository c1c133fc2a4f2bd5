"""German, as the phone page speaks it: du, Rahmen, Handy, WLAN."""

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
from frame.slideshow.words.told_de import TOLD

_MONTHS: Final = (
    "Januar", "Februar", "März", "April", "Mai", "Juni",
    "Juli", "August", "September", "Oktober", "November", "Dezember",
)  # fmt: skip

_CARDS: Final = CardWords(
    welcome=Said(
        title="Willkommen zu Hause",
        text="Dieser Rahmen zeigt die Fotos deiner Familie. Sie liegen verschlüsselt auf diesem"
        " Rahmen und nirgends sonst. Die ersten kommen aus einem Ordner oder von einem USB-Stick:",
    ),
    welcome_by_phone=Said(
        title="Willkommen zu Hause",
        text="Dieser Rahmen zeigt die Fotos deiner Familie. Sie liegen verschlüsselt auf diesem"
        " Rahmen und nirgends sonst. Sende die ersten von einem Handy:",
    ),
    empty=Said(
        title="Noch keine Fotos",
        text="Sobald das erste Foto da ist, geht es von selbst los. Nimm einen Ordner oder einen"
        " USB-Stick:",
    ),
    empty_by_phone=Said(
        title="Noch keine Fotos",
        text="Sobald das erste Foto da ist, geht es von selbst los. Sende eines von einem Handy:",
    ),
    resting=Said(
        title="Alle Fotos ruhen",
        text="Jedes Foto ist verborgen oder beiseitegelegt, also gibt es nichts zu zeigen. Warum"
        " das so ist, steht hier:",
    ),
    full=Said(
        title="Der Speicher ist voll",
        text="Deine Fotos sind sicher, aber neue passen nicht mehr hinein. Lösche ein Album, das"
        " du nicht mehr brauchst:",
    ),
    damaged=Said(
        title="Der Fotospeicher ist beschädigt",
        text="Auf der Karte steht nicht mehr, was dort geschrieben wurde. Nichts wird geändert"
        " oder gelöscht. Was sich noch öffnen lässt, sagt dir:",
    ),
    wrong_key=Said(
        title="Dieser Schlüssel passt nicht",
        text="Die Fotos hier wurden mit einem anderen Geräteschlüssel versiegelt. Leg ihn zurück,"
        " oder sieh nach, wo der Rahmen ihn sucht:",
    ),
    locked=Said(
        title="Dieser Rahmen ist verschlossen",
        text="Deine Fotos sind sicher. Das Kennwort dieses Rahmens öffnet sie; jemand gibt es an"
        " ihm ein:",
    ),
    awaiting_phone=Said(
        title="Warten auf ein Handy dieses Haushalts",
        text="Deine Fotos sind sicher. Öffne die Seite des Rahmens auf einem Handy, das ihn"
        " besitzt, oder gib an einem Gerät dieses Haushalts ein:",
    ),
    unreadable=Said(
        title="Die nächsten Fotos gehen nicht auf",
        text="Mehrere Bilder nacheinander gingen nicht auf. Der Rahmen versucht es von selbst"
        " weiter. Welche es sind, sagt dir:",
    ),
    add_phone="Drücke P für ein Handy",
    or_folder="Oder aus einem Ordner oder von einem USB-Stick:",
)

_PAIRING: Final = PairingWords(
    add_phone="Handy hinzufügen",
    link_frame="Rahmen verbinden",
    scan=ByRole(
        owner="Scanne den Code mit der Kamera eines Handys und öffne den Link. Das Handy besitzt"
        " dann den Rahmen mit.",
        contributor="Scanne den Code mit der Kamera eines Handys und öffne den Link. Das Handy"
        " darf dann Fotos hierher senden.",
        viewer="Scanne den Code mit der Kamera eines Handys und öffne den Link. Das Handy darf"
        " dann ansehen, was hier zu sehen ist.",
        frame="Scanne den Code mit einem Handy, das den anderen Rahmen besitzt. Beide Rahmen"
        " dürfen dann Alben teilen.",
    ),
    one_phone="Für ein Handy und für drei Minuten.",
    one_frame="Für einen Rahmen und für drei Minuten.",
    invited="Jemand, der den Rahmen besitzt, hat darum gebeten.",
    close="Schließen",
    leads="Der Link führt zu {address}",
    compare="Zeigen beide dieselbe Zahl?",
    somebody="Jemand",
    asks=ByRole(
        owner="möchte diesen Rahmen mit besitzen.",
        contributor="möchte Fotos an diesen Rahmen senden.",
        viewer="möchte ansehen, was dieser Rahmen zeigt.",
        frame="möchte mit diesem Rahmen Alben teilen.",
    ),
    yes="Ja",
    no="Nein",
    cancel="Abbrechen",
    then_phone="Jetzt noch am Handy Ja sagen.",
    then_frame="Jetzt noch drüben Ja sagen.",
    or_owner_of_phone="Oder wer das Handy eingeladen hat, antwortet auf dem eigenen.",
    or_owner_of_frame="Oder wer den Rahmen eingeladen hat, antwortet auf dem eigenen Handy.",
    paired="{who} ist verbunden",
    done=ByRole(
        owner="Dieses Handy besitzt den Rahmen jetzt mit.",
        contributor="Von dort können jetzt Fotos kommen.",
        viewer="Dort ist jetzt zu sehen, was der Rahmen zeigt.",
        frame="Mit ihm können jetzt Alben geteilt werden.",
    ),
)

_SETUP: Final = SetupWords(
    starting=Said(title="Willkommen zu Hause", text="Dieser Rahmen startet und sucht sein Netz."),
    joining=Said(
        title="Das WLAN wird verbunden",
        text="Das dauert etwa eine Minute. Du musst nichts tun.",
    ),
    no_network=Said(
        title="Verbinden wir diesen Rahmen",
        text="Handys senden ihm Fotos über dein eigenes Netz. Wähle einen Weg:",
    ),
    unreachable=Said(
        title="Das WLAN antwortet nicht",
        text="Vielleicht ist es aus, zu weit weg oder hat inzwischen ein anderes Passwort. Der"
        " Rahmen versucht es von selbst weiter. Für ein anderes Netz:",
    ),
    faulty=Said(
        title="Bitte sieh die Karte an",
        text="Nichts aus rpi-preseed.toml wurde verwendet. Steck die Speicherkarte in einen"
        " Computer, verbessere die Datei und starte den Rahmen neu:",
    ),
    lost=Said(
        title="Das WLAN ist weg",
        text="Die Fotos gehen weiter, und der Rahmen versucht es von selbst. Für ein anderes"
        " Netz:",
    ),
    code=Way(
        title="Zeig einen Code",
        texts=(
            "Teile das WLAN auf einem Handy und halte den Code, den es zeigt, vor die Kamera.",
            "Android: Einstellungen, WLAN, Teilen",
            "iPhone: Passwörter, WLAN, QR-Code",
        ),
    ),
    cable=Way(
        title="Nimm ein Kabel",
        texts=("Vom Router zu diesem Rahmen; das ist alles.",),
    ),
    card=Way(
        title="Schreib auf die Karte",
        texts=(
            "Steck die Speicherkarte in einen Computer und leg die Datei rpi-preseed.toml darauf.",
        ),
    ),
    more="und {count} mehr",
    goes_on="Die Fotos gehen weiter, und der Rahmen versucht es von selbst. Ein Kabel hilft"
    " sofort.",
    goes_on_with_code="Die Fotos gehen weiter. Für ein anderes Netz halte seinen Code vor die"
    " Kamera.",
)

_ENDING: Final = EndingWords(
    holding=Said(
        title="Weiter gedrückt halten, um alles zu löschen",
        text="Dann sind alle Fotos, Menschen und Handys dieses Rahmens gelöscht, für immer.",
    ),
    let_go="Loslassen bricht ab",
    erasing=Said(
        title="Alles wird gelöscht",
        text="Zuerst die Schlüssel, dann alles andere. Es geht von selbst weiter, auch nach einem"
        " Stromausfall.",
    ),
    empty="Dieser Rahmen ist leer",
    gone="Seine Menschen, Alben und Handys sind gelöscht, die Schlüssel vor allem anderen.",
    gone_one="1 Foto sowie alle Menschen, Alben und Handys sind gelöscht, die Schlüssel vor allem"
    " anderen.",
    gone_many="{count} Fotos sowie alle Menschen, Alben und Handys sind gelöscht, die Schlüssel"
    " vor allem anderen.",
    signed="Der Rahmen hat es unterschrieben. Scanne den Code, um sein Wort zu behalten, oder"
    " schreib die Kurzform auf:",
    restarts="In einer Minute startet er neu, ohne WLAN und Namen, wie am ersten Tag.",
)

_TRIAL: Final = TrialWords(
    size="{wide} mal {high}",
    is_seen="Ist an allen vier Seiten eine weiße Linie?",
    touch=Said(
        title="Berühre die Ecke",
        text="Oder drücke Enter; N, wenn sich dieser Rahmen nicht berühren lässt.",
    ),
    well="Alles ist gut",
    remarks="Bereit, mit Anmerkungen",
    not_well="Etwas ist nicht in Ordnung",
    advice="{check}: {do}",
    more="und {count} mehr: frame selftest",
)

_CLAIM: Final = ClaimWords(
    what="So kommt ein Handy zu diesem Rahmen",
    lead="Ein Rahmen für deine Fotos. Vier Schritte, und nirgends ein Konto.",
    power=Said(
        title="Einschalten",
        text="Gib dem Rahmen Strom. Er begrüßt dich und sagt, wie er ins Netz kommt.",
    ),
    power_ready=Said(
        title="Einschalten",
        text="Gib dem Rahmen Strom. Er begrüßt dich und verbindet sich mit seinem WLAN.",
    ),
    scan=Said(
        title="Code scannen",
        text="Richte die Kamera deines Handys auf den Rahmen und öffne den Link.",
    ),
    compare=Said(
        title="Vergleichen",
        text="Zeigen Rahmen und Handy dieselben sechs Ziffern? Dann sag auf beiden Ja.",
    ),
    send=Said(
        title="Foto senden",
        text="Such auf dem Handy welche aus. Sie reisen verschlüsselt, nur zu diesem Rahmen.",
    ),
    page="Die Seite dieses Rahmens, für Handys im selben Netz:",
    open_to_all="Hier steht nichts Geheimes. Was ein Handy hinzufügt, ist nur auf dem Rahmen zu"
    " sehen, drei Minuten lang.",
    installer="Eingerichtet von",
    until="Betreut bis",
    contact="Kontakt",
)

GERMAN: Final = Phrases(
    language="de",
    months=_MONTHS,
    day_form="{day}. {month} {year}",
    month_form="{month} {year}",
    first="1",
    thousands=".",
    space=" ",
    why="Warum dieses Foto?",
    hidden="Verborgen. Es ruht und wird nicht mehr gezeigt.",
    both_hidden="Verborgen. Beide ruhen und werden nicht mehr gezeigt.",
    liked="Favorit",
    unliked="Kein Favorit mehr",
    cards=_CARDS,
    pairing=_PAIRING,
    setup=_SETUP,
    ending=_ENDING,
    trial=_TRIAL,
    claim=_CLAIM,
    told=MappingProxyType(TOLD),
)
