"""English: the language the others follow, sentence by sentence."""

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

_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_CARDS: Final = CardWords(
    welcome=Said(
        title="Welcome home",
        text="This frame shows your family’s photos. They are kept encrypted, on this frame only."
        " Add the first ones from a folder or a USB stick:",
    ),
    welcome_by_phone=Said(
        title="Welcome home",
        text="This frame shows your family’s photos. They are kept encrypted, on this frame only."
        " Send the first ones from a phone:",
    ),
    empty=Said(
        title="No photos yet",
        text="As soon as the first photo is here, the slideshow begins by itself."
        " Add a folder or a USB stick:",
    ),
    empty_by_phone=Said(
        title="No photos yet",
        text="As soon as the first photo is here, the slideshow begins by itself."
        " Send one from a phone:",
    ),
    resting=Said(
        title="All photos are resting",
        text="Every photo is hidden or set aside, so there is nothing to show."
        " See the reason for each one:",
    ),
    full=Said(
        title="The storage is full",
        text="Your photos are safe, but no new ones fit. Make room by erasing an album you no"
        " longer need:",
    ),
    damaged=Said(
        title="The photo store is damaged",
        text="What lies on the disk is not what was written there. Nothing is changed or deleted."
        " See what still opens:",
    ),
    wrong_key=Said(
        title="This key does not fit",
        text="The photos here were sealed with another device key. Put that key back, or see"
        " where the frame looks for it:",
    ),
    locked=Said(
        title="This frame is locked",
        text="Your photos are safe. They open with the passphrase of this frame, which somebody"
        " types on it:",
    ),
    awaiting_phone=Said(
        title="Waiting for a phone of this home",
        text="Your photos are safe. Open the frame's page on a phone that owns it, or run on a"
        " device of this home:",
    ),
    unreadable=Said(
        title="The next photos cannot be opened",
        text="Several pictures in a row did not open. The frame keeps trying by itself."
        " See which ones they are:",
    ),
    add_phone="Press P to add a phone",
    or_folder="Or from a folder or a USB stick:",
)

_PAIRING: Final = PairingWords(
    add_phone="Add a phone",
    link_frame="Link another frame",
    scan=ByRole(
        owner="Scan the code with a phone’s camera and open the link. The phone becomes an owner.",
        contributor="Scan the code with a phone’s camera and open the link. The phone may then"
        " send photos here.",
        viewer="Scan the code with a phone’s camera and open the link. The phone may then look"
        " at what is shown here.",
        frame="Scan the code with a phone that looks after the other frame. Both frames may then"
        " share albums.",
    ),
    one_phone="For one phone, and for three minutes.",
    one_frame="For one frame, and for three minutes.",
    invited="An owner asked for it.",
    close="Close",
    leads="The link leads to {address}",
    compare="Do both show the same number?",
    somebody="Somebody",
    asks=ByRole(
        owner="asks to become an owner of this frame.",
        contributor="asks to send photos to this frame.",
        viewer="asks to see what this frame shows.",
        frame="asks to share albums with this frame.",
    ),
    yes="Yes",
    no="No",
    cancel="Cancel",
    then_phone="Now say yes on the phone, too.",
    then_frame="Now say yes on the other side, too.",
    or_owner_of_phone="Or the owner who invited the phone answers on their own phone.",
    or_owner_of_frame="Or the owner who invited the frame answers on their own phone.",
    paired="{who} is paired",
    done=ByRole(
        owner="It may now look after this frame.",
        contributor="Photos can be sent from it now.",
        viewer="It may now look at what is shown here.",
        frame="Albums can be shared with it now.",
    ),
)

_SETUP: Final = SetupWords(
    starting=Said(title="Welcome home", text="This frame is starting, and looks for its network."),
    joining=Said(
        title="Joining the Wi-Fi",
        text="That takes about a minute. There is nothing you need to do.",
    ),
    no_network=Said(
        title="Let’s connect this frame",
        text="Phones send photos to it through your own network. Choose a way in:",
    ),
    unreachable=Said(
        title="The Wi-Fi does not answer",
        text="It may be off, too far away, or have another passphrase by now. This frame keeps"
        " trying by itself. For another network:",
    ),
    faulty=Said(
        title="Please check the card",
        text="Nothing in rpi-preseed.toml was used. Put the memory card into a computer, correct"
        " the file, and start this frame again:",
    ),
    lost=Said(
        title="The Wi-Fi is away",
        text="Photos go on, and this frame keeps trying by itself. For another network:",
    ),
    code=Way(
        title="Show it a code",
        texts=(
            "Have a phone share its Wi-Fi, and hold the code it shows to the camera.",
            "Android: Settings, Wi-Fi, Share",
            "iPhone: Passwords, Wi-Fi, QR code",
        ),
    ),
    cable=Way(
        title="Plug in a cable",
        texts=("From the router to this frame; that is all.",),
    ),
    card=Way(
        title="Write it on the card",
        texts=("Put the memory card into a computer, and add the file rpi-preseed.toml.",),
    ),
    more="and {count} more",
    goes_on="Photos go on, and this frame keeps trying by itself. A cable helps at once.",
    goes_on_with_code="Photos go on. For another network, hold its code to the camera.",
)

_ENDING: Final = EndingWords(
    holding=Said(
        title="Keep holding to erase this frame",
        text="Every photo, person and phone of this frame is erased then, for good.",
    ),
    let_go="Let go to cancel",
    erasing=Said(
        title="Erasing everything",
        text="Keys first, then all the rest. It goes on by itself, also after a power cut.",
    ),
    empty="This frame is empty",
    gone="Its people, albums and phones were erased, the keys before anything else.",
    gone_one="1 photo, its people, albums and phones were erased, the keys before anything else.",
    gone_many="{count} photos, its people, albums and phones were erased, the keys before"
    " anything else.",
    signed="The frame signed for it. Scan the code to keep its word, or note its short form:",
    restarts="In a minute it restarts without Wi-Fi and host name, as on its first day.",
)

_TRIAL: Final = TrialWords(
    size="{wide} by {high}",
    is_seen="Is a white line on all four sides?",
    touch=Said(title="Touch the corner", text="Or press Enter; N where this frame has no touch."),
    well="All is well",
    remarks="Ready, with remarks",
    not_well="Something is not well",
    advice="{check}: {do}",
    more="and {count} more: frame selftest",
)

_CLAIM: Final = ClaimWords(
    what="How to add a phone to this frame",
    lead="A frame for your photos. Four steps, and no account anywhere.",
    power=Said(
        title="Switch it on",
        text="Give the frame power. It welcomes you, and says how it is connected.",
    ),
    power_ready=Said(
        title="Switch it on",
        text="Give the frame power. It welcomes you, and joins its Wi-Fi.",
    ),
    scan=Said(
        title="Scan its code",
        text="Point your phone’s camera at the frame, and open the link.",
    ),
    compare=Said(
        title="Compare",
        text="Do frame and phone show the same six digits? Then say yes on both.",
    ),
    send=Said(
        title="Send a photo",
        text="Choose some on your phone. They travel encrypted, to this frame alone.",
    ),
    page="The page of this frame, for phones in the same network:",
    open_to_all="Nothing here is secret. What adds a phone is on the glass only, for three"
    " minutes.",
    installer="Set up by",
    until="Looked after until",
    contact="Contact",
)

ENGLISH: Final = Phrases(
    language="en",
    months=_MONTHS,
    day_form="{day} {month} {year}",
    month_form="{month} {year}",
    first="1",
    thousands=",",
    space=" ",
    why="Why this photo?",
    hidden="Hidden. It rests and will not be shown again.",
    both_hidden="Hidden. Both rest and will not be shown again.",
    liked="Favourite",
    unliked="No longer a favourite",
    cards=_CARDS,
    pairing=_PAIRING,
    setup=_SETUP,
    ending=_ENDING,
    trial=_TRIAL,
    claim=_CLAIM,
    told={},
)
