/** The words of the screens about people, privacy and phones, in English. */

export const house = {
  step: 'Step {n} of {of}',

  'people.title': 'People',
  'people.lead': 'Whom the frame may recognise, because they said yes.',
  'people.off': 'The frame recognises nobody',
  'people.off-words':
    'It finds faces so that no head is cut off, but does not know whose they are and computes nothing that could tell. That changes only when a person agrees.',
  'people.enrol': 'Enrol somebody',
  'people.photos': { one: 'Recognised in {n} photo', other: 'Recognised in {n} photos' },
  'people.own-device': 'Agreed on their own phone, {date}',
  'people.note': 'Agreed by a signed note, {date}',
  'people.at-the-frame': 'Agreed at the frame, {date}',
  'people.private': 'Not shown to guests',
  'people.forget-label': 'Forget {name}',
  'people.forget-title': 'Forget {name}?',
  'people.forget-words':
    'The frame destroys the key under which the face of {name} is kept, and takes the name from every photo. The photos stay.',
  'people.forget-yes': 'Forget this person',
  'people.forgotten':
    '{name} is forgotten: the key is destroyed, and the name is in no photo any more.',
  'people.closed': 'This phone may look on. Enrolling takes an owner or somebody who may send.',
  'people.who': 'Who agrees?',
  'people.who-me': 'This is me',
  'people.who-me-note': 'I agree for myself, on my own phone.',
  'people.who-other': 'Somebody beside me',
  'people.who-other-note': 'They read the words themselves and type their own name.',
  'people.who-child': 'A parent, for a child',
  'people.who-child-note': 'For everybody under 16. Please ask the child as well.',
  'people.name': 'Name on the frame',
  'people.name-note': 'Only the frame and its phones see it.',
  'people.next': 'Next',
  'people.read': 'Please read this',
  'people.hand-over': 'Give the phone to the person who agrees now.',
  'people.sign': 'Your full name, as a signature',
  'people.sign-child': 'Your full name, as parent or guardian',
  'people.adult': 'I am 16 or older.',
  'people.asked': 'I have asked the child, too.',
  'people.yes': 'I agree',
  'people.pick': 'Show the frame who it is',
  'people.pick-words':
    'Choose up to 8 photos and tap the face in each. Three from different years work best, with the face alone or the largest by far.',
  'people.album': 'Which album?',
  'people.tap-face': 'Tap the face of {name}.',
  'people.face': 'Face {n} of {of}',
  'people.no-face': 'The frame found no face in this photo. Choose another one.',
  'people.unseen': 'The frame has not looked at it yet.',
  'people.faces-off':
    'In this album the frame may not compare faces. Allow it first, under “What frames may do”.',
  'people.score-off':
    'In this album the frame may not look at photos. Allow “{wish}” first, under “What frames may do”.',
  'people.picked': { one: '{n} face chosen', other: '{n} faces chosen' },
  'people.other-photo': 'Choose another photo',
  'people.remove-face': 'Leave out face {n}',
  'people.finish': 'Enrol {name}',
  'people.enrolled':
    '{name} is enrolled. The frame now looks through its photos; that takes a while.',
  'people.no-albums': 'There is no album with photos on this frame yet.',

  'privacy.title': 'Privacy',
  'privacy.lead': 'What {frame} knows, does and says.',
  'privacy.stores': 'What it keeps',
  'privacy.stores-note': 'All of it encrypted, on the frame itself.',
  'privacy.photos': {
    one: '{n} photo, as large as its screen',
    other: '{n} photos, as large as its screen',
  },
  'privacy.thumbnails': { one: '{n} small copy for lists', other: '{n} small copies for lists' },
  'privacy.seen': {
    one: 'What it saw in {n} photo, as numbers: sharpness, colours, faces',
    other: 'What it saw in {n} photos, as numbers: sharpness, colours, faces',
  },
  'privacy.face-codes': {
    one: '{n} face code of people who agreed',
    other: '{n} face codes of people who agreed',
  },
  'privacy.lines': {
    one: '{n} signed line: a consent or receipt',
    other: '{n} signed lines: consents and receipts',
  },
  'privacy.notes': {
    one: '{n} note: a caption, title or favourite',
    other: '{n} notes: captions, titles, favourites',
  },
  'privacy.moving': {
    one: '{n} photo on its way, still sealed',
    other: '{n} photos on their way, still sealed',
  },
  'privacy.devices': {
    one: '{n} phone or frame it knows',
    other: '{n} phones and frames it knows',
  },
  'privacy.likes': {
    one: '{n} favourite or skip, to learn what you like',
    other: '{n} favourites and skips, to learn what you like',
  },
  'privacy.not-kept':
    'It keeps no place where a photo was taken, no serial number, and no picture of its camera.',
  'privacy.computes': 'What it computes',
  'privacy.computes-note': 'On the frame only. No cloud, no company.',
  'privacy.looking': {
    one: 'It looked at {n} photo to choose well.',
    other: 'It looked at {n} photos to choose well.',
  },
  'privacy.mending': {
    one: 'It mends {n} photo while showing it.',
    other: 'It mends {n} photos while showing them.',
  },
  'privacy.comparing': {
    one: 'It recognised people in {n} photo.',
    other: 'It recognised people in {n} photos.',
  },
  'privacy.liking': {
    one: 'It learns from {n} favourite or skip.',
    other: 'It learns from {n} favourites and skips.',
  },
  'privacy.guarding': {
    one: 'It held back {n} photo with nudity or documents.',
    other: 'It held back {n} photos with nudity or documents.',
  },
  'privacy.looking-off': 'It does not look at photos.',
  'privacy.mending-off': 'It does not mend photos.',
  'privacy.comparing-off': 'It recognises nobody.',
  'privacy.liking-off': 'It does not learn what you like.',
  'privacy.guarding-off': 'It does not look for nudity or documents.',
  'privacy.watching':
    'Its camera tells whether somebody is there and how light it is. No picture is kept or sent.',
  'privacy.watching-off': 'No camera looks into the room.',
  'privacy.other': '{what}: {n}',
  'privacy.sends': 'Whom it talks to',
  'privacy.sends-note': 'Every connection it has, with nothing left out.',
  'privacy.own-broker':
    'Its post office. It carries sealed letters and sees only sizes and times.',
  'privacy.other-broker': 'The post office of another frame. It, too, sees only sizes and times.',
  'privacy.page': 'It serves this page to phones at home.',
  'privacy.updates':
    'It asks there at night whether there is a newer, signed version; it tells nothing of you.',
  'privacy.up': 'connected',
  'privacy.down': 'not connected',
  'privacy.alone': 'Nobody. It is connected to nothing.',
  'privacy.no-more': 'No telemetry, no cloud, no update check, no advertising.',
  'privacy.key': 'The key of the frame',
  'privacy.key-file':
    'Its key lies in a file beside the photos. Whoever steals the whole frame can read them. Whoever finds only a photo file cannot.',
  'privacy.key-system':
    'Its key is handed over by the system at every start and does not lie beside the photos.',
  'privacy.key-chip':
    'Its key is bound to this very device. Whoever takes the memory card alone cannot read the photos. Whoever steals the whole frame can.',
  'privacy.key-passphrase':
    'After each start somebody types its passphrase. Whoever steals the frame switched off cannot read the photos without it.',
  'privacy.key-phones':
    'Its key is shared with the phones that own it. Away from home, without one of these phones, the frame stays locked. Where such a phone can still be reached, it opens.',
  'privacy.key-part':
    'This phone keeps a part of it, and gives it only while this page is open. If no phone has its part any more, the photos on the frame stay locked for ever.',
  'privacy.key-other': 'Its key is kept in: {tier}.',
  'privacy.trust': 'How far to trust this page',
  'privacy.lan-http':
    'It came over your home network without a certificate. Whoever controls your Wi-Fi could have changed it on the way. Photos are sealed by this page, so they are only as safe as the page.',
  'privacy.frame-https':
    'It came from the frame itself, under the frame’s own certificate. Nobody on the way could change it.',
  'privacy.static-https':
    'It came from a web address, under a public certificate. Whoever runs that address decides what this page does. Your photos never go there.',
  'privacy.ca-title': 'Make it safe',
  'privacy.ca-1':
    'Download the frame’s certificate and open it. Your phone asks whether to install it.',
  'privacy.ca-2': 'Press “Show it on the glass”. The frame shows its fingerprint for a minute.',
  'privacy.ca-3':
    'Compare it with the one below. If they are the same, install and trust the certificate. If not, somebody is in between: do not.',
  'privacy.ca-4': 'Open this page again with https.',
  'privacy.ca-limit': 'It can vouch for the names of this frame only, for no other site.',
  'privacy.ca-get': 'Download it',
  'privacy.ca-show': 'Show it on the glass',
  'privacy.ca-shown': 'Look at the frame now.',
  'privacy.ca-print': 'Fingerprint',
  'privacy.phone': 'What this phone keeps',
  'privacy.wrapped':
    'Its keys lie in this browser, under a key that the browser does not hand out.',
  'privacy.plain':
    'Its keys lie in this browser as they are, because without https it cannot lock them up. Whoever opens this phone can read them.',
  'privacy.persistent': 'The browser promised to keep them.',
  'privacy.evict':
    'The browser may throw them away when this page is not opened for a long time. Nothing is lost on the frame then: another owner invites this phone again.',
  'privacy.evict-alone':
    'There is only one owner. Invite a second one, so that somebody can let you back in.',
  'privacy.audit': 'The frame’s own audit',
  'privacy.audit-at': { one: '{n} check, {ago}', other: '{n} checks, {ago}' },
  'privacy.audit-clean': 'It found nothing to worry about.',
  'privacy.audit-none': 'There was no audit yet.',
  'privacy.audit-do': 'What to do: {words}',
  'privacy.journal-begun':
    'From now on this phone keeps how the frame’s journal ends, at line {line}.',
  'privacy.journal-holds':
    'The journal still holds line {line}, which this phone has kept since {date}.',
  'privacy.journal-differs':
    'The frame’s journal is not the one this phone has kept since {date}: it was cut or written anew. Somebody restored the frame from a copy, its card lost it, or somebody else had its keys.',
  'privacy.yours': 'What you can do',
  'privacy.export': 'Take everything with me',
  'privacy.export-note': 'Every signed line, note and receipt, and all photos if you like',
  'privacy.exported': 'The file lies with your downloads.',
  'take.records': 'Only the records',
  'take.records-note': 'One small file: every signed line, note and receipt, and what they say',
  'take.photos': 'With all photos',
  'take.photos-note': {
    one: '{n} photo, about {bytes}, as {frame} holds it',
    other: '{n} photos, about {bytes}, as {frame} holds them, in ZIP files of up to 1 GB',
  },
  'take.asking': 'Asking the frame what it holds',
  'take.count': '{done} of {n} photos',
  'take.keep': 'Please keep this page open until the file is ready.',
  'take.ready': 'File {n} is ready',
  'take.next': 'Save it. Then the next one is fetched.',
  'take.last': { one: 'With {n} photo, that is all.', other: 'With {n} photos, that is all.' },
  'take.missing': {
    one: 'The frame did not hand out {n} photo. The file says which one.',
    other: 'The frame did not hand out {n} photos. The file says which ones.',
  },
  'take.save': 'Save {bytes}',
  'privacy.people-note': 'Whom the frame may recognise',
  'privacy.phones-note': 'Who may do what on this frame',
  'privacy.leave': 'Leave, and erase everything of mine',
  'privacy.leave-note': 'On {frame}. Photos of others stay.',
  'privacy.leave-title': 'Leave {frame}?',
  'privacy.leave-words':
    'Every photo, album, caption and consent of yours, and their keys, will be erased on {frame}, and on every frame that got them from there. All your phones are removed from it.',
  'privacy.leave-yes': 'Erase everything of mine',
  'lost.forget': 'Forget this frame',
  'lost.note': 'If it is broken, sold or lost for good',
  'lost.title': 'Forget {frame}?',
  'lost.only':
    'Only if it never comes back. If it is merely switched off, wait until it answers and leave it then: it erases everything of yours and signs for it.',
  'lost.albums': {
    one: 'It may not show {n} album of yours any more. This is signed first, and final: paired again, it needs a new album.',
    other:
      'It may not show {n} albums of yours any more. This is signed first, and final: paired again, it needs new ones.',
  },
  'lost.until':
    'It does not hear that while it is away. If it runs, it can show what it holds until {until} and no longer, and erases it by {erased}.',
  'lost.others': 'Your other frames hear it now, and tell it if they meet it.',
  'lost.phone':
    'This phone forgets its keys: no receipt comes here from it any more. Photos that were only there are lost to you. Those in your gallery and on other frames stay.',
  'lost.part':
    'This phone keeps a part of its key, which goes too. If no other phone has one, its photos can never be opened again.',
  'lost.done': '{frame} is forgotten.',
  'privacy.wipe': 'Wipe the frame',
  'privacy.wipe-note': 'Everything of everybody. Before you give it away.',
  'privacy.wipe-title': 'Wipe {frame}?',
  'privacy.wipe-words': {
    one: 'The {n} photo on {frame}, every album, person, phone and key, of everybody, will be destroyed. The frame starts again as if it were new.',
    other:
      'All {n} photos on {frame}, every album, person, phone and key, of everybody, will be destroyed. The frame starts again as if it were new.',
  },
  'privacy.wipe-type': 'Type “{frame}” to confirm',
  'privacy.wipe-yes': 'Wipe it',
  'privacy.wiped':
    '{frame} destroyed its keys and starts again. It does not know this phone any more.',

  'members.title': 'Who takes part',
  'members.note': 'Who may send photos to this album',
  'members.lead': 'Who may write in “{title}”.',
  'members.keeper': 'Made this album',
  'members.owner': 'Owner, until {date}',
  'members.contributor': 'Sends photos, until {date}',
  'members.as-owner': 'Owner of the album',
  'members.as-contributor': 'Contributor',
  'members.owner-note':
    'Sends photos, decides what frames may do, and can take everything back, even if this phone is lost.',
  'members.contributor-note': 'Sends photos, and can take their own back.',
  'members.add': 'Let somebody in',
  'members.who': 'Which phone?',
  'members.what': 'What may it do?',
  'members.add-yes': 'Let it in',
  'members.added': '“{label}” takes part now.',
  'members.none': 'Every phone that the frame knows takes part already.',
  'members.remove': 'Put it out',
  'members.remove-title': 'Put “{label}” out of the album?',
  'members.remove-words':
    'It can never write in this album again. Photos that it sent stay until you take them back.',
  'members.removed': '“{label}” takes no part any more.',
  'members.closed': 'Only the phone that made the album can change this.',
  'members.alone':
    'Let a second phone in as an owner. If this one is lost, the other can still take everything back.',

  'phones.title': 'Phones',
  'phones.lead': 'Who may do what on {frame}.',
  'phones.frame': 'Another frame',
  'phones.owner-note': 'May do everything: send, allow, take back, invite and remove.',
  'phones.contributor-note': 'May send photos, and take back their own.',
  'phones.viewer-note': 'May see what is shown, turn the page, and choose favourites.',
  'phones.since': '{role}, since {date}',
  'phones.me': 'This phone',
  'phones.rename': 'Name of the device',
  'phones.remove': 'Remove',
  'phones.remove-title': 'Remove “{label}”?',
  'phones.remove-words':
    'It is shut out at once: it can send nothing, see nothing and decide nothing on {frame} any more. Photos that it sent stay until somebody takes them back.',
  'phones.remove-lost':
    'Was it lost or stolen? Then take the albums back that were made on it, and make new ones.',
  'phones.remove-me':
    'This is the phone in your hand. You can come back only by a new invitation.',
  'phones.removed': '“{label}” was removed.',
  'phones.invite': 'Invite somebody',
  'phones.invite-who': 'What may they do?',
  'phones.invite-go': 'Show the card on the glass',
  'phones.invite-card': 'The card is on the glass now',
  'phones.invite-scan':
    'Scan it with the new phone. It is good for three minutes and for one phone.',
  'phones.invite-compare':
    'The new phone and the glass show six digits. Type them here if they are the same on both.',
  'phones.invite-digits': 'Six digits',
  'phones.invite-differ': 'If they differ, somebody is in between: close this and begin again.',
  'phones.invite-yes': 'They are the same: let it in',
  'phones.invited': 'The new phone is in.',
} as const;
