/** Die Worte der Bildschirme über Alben, Fotos, Einwilligung und ihre Geschichte, auf Deutsch. */

import { house } from '../house/de.ts';
import type { MoreTexts } from '../speak.ts';

export const more: MoreTexts = {
  ...house,
  done: 'Fertig',

  'albums.title': 'Alben',
  'albums.new': 'Neues Album',
  'albums.held': { one: '{n} Foto', other: '{n} Fotos' },
  'albums.none': 'Noch keine Fotos',
  'albums.shown': 'Wird bis {date} gezeigt, verlängert sich von selbst',
  'albums.kept': 'Bis {date} erlaubt, aber nicht gezeigt',
  'albums.not-shown': 'Wird nicht gezeigt',
  'albums.over': 'Endgültig zurückgenommen',
  'albums.pending': 'Noch nicht gehört',
  'albums.proofs': 'Zurückgenommen',
  'albums.proofs-note': 'Was du zurückgenommen hast, und der Beweis, dass es weg ist',
  'albums.empty': 'Noch keine Alben',
  'albums.empty-words':
    'In einem Album liegt, was zusammengehört. Für jedes entscheidest du, was ein Rahmen damit darf.',
  'albums.split':
    'In „{title}“ sagen zwei Kopien eines Handys Verschiedenes, vielleicht nach einer Wiederherstellung. Die Rahmen trauen keiner von beiden. Nimm das Album zurück und beginne ein neues.',
  'albums.made': '„{title}“ ist bereit für Fotos.',
  'albums.reading': 'Die Worte werden aufgeschrieben …',

  'album.consent': 'Was Rahmen dürfen',
  'album.send': 'Fotos hinzufügen',
  'album.rename': 'Album umbenennen',
  'album.select': 'Auswählen',
  'album.stop': 'Auswahl beenden',
  'album.chosen': { one: '{n} ausgewählt', other: '{n} ausgewählt' },
  'album.all': 'Alle',
  'album.favourite': 'Favorit',
  'album.no-favourite': 'Kein Favorit',
  'album.hide': 'Verbergen',
  'album.show': 'Zeigen',
  'album.move': 'Umziehen',
  'album.delete': 'Löschen',
  'album.grid': 'Fotos von {title}',
  'album.undated': 'Ohne Datum',
  'album.gone': 'Dieses Album gibt es nicht mehr.',
  'album.place': '{n} von {of}',
  'album.hidden': 'verborgen',
  'album.coming': 'unterwegs',
  'album.refused': 'abgelehnt',
  'album.empty': 'Hier ist noch nichts',
  'album.empty-words':
    'Fotos werden auf diesem Handy gereinigt und versiegelt, bevor sie es verlassen.',
  'album.over':
    'Dieses Album wurde endgültig zurückgenommen. Seine Fotos sind gelöscht, neue nimmt es nicht.',
  'album.move-where': 'Wohin?',
  'album.move-words':
    'Jeder Rahmen, der sie hat, legt sie ins andere Album. Erst dann werden sie hier zurückgenommen.',
  'album.move-none': 'Es gibt kein anderes Album, an das du senden darfst.',
  'move.title': {
    one: 'Dieses Foto nach „{title}“ umziehen?',
    other: '{n} Fotos nach „{title}“ umziehen?',
  },
  'move.keeps': { one: '{frame} zeigt es weiter.', other: '{frame} zeigt sie weiter.' },
  'move.loses': {
    one: '{frame} wird dieses Foto nicht mehr zeigen, denn „{title}“ darf dort nicht gezeigt werden. Es wird dort gelöscht.',
    other:
      '{frame} wird diese Fotos nicht mehr zeigen, denn „{title}“ darf dort nicht gezeigt werden. Sie werden dort gelöscht.',
  },
  'move.lacks': {
    one: '{frame} darf „{title}“ zeigen, hat dieses Foto aber nicht und bekommt es nicht.',
    other: '{frame} darf „{title}“ zeigen, hat diese Fotos aber nicht und bekommt sie nicht.',
  },
  'move.nowhere': 'Kein Rahmen, der sie hat, darf dieses Album zeigen.',
  'move.yes': 'Umziehen',
  'move.going': 'Umzug nach „{title}“',
  'move.count': '{moved} von {n} umgezogen',
  'move.complete': {
    one: '{n} Foto ist jetzt in „{title}“.',
    other: '{n} Fotos sind jetzt in „{title}“.',
  },
  'move.waits':
    'Es fehlt noch: {frames}. Es geht von selbst weiter, wenn diese Seite offen und der Rahmen erreichbar ist.',
  'move.stays': {
    one: '{n} Foto bleibt in „{title}“, auf jedem Rahmen.',
    other: '{n} Fotos bleiben in „{title}“, auf jedem Rahmen.',
  },
  'move.why': '{frame}: {words}',
  'move.lost': 'Nicht mehr gezeigt auf: {frames}.',
  'move.proof': 'Beweis ansehen',
  'move.stop': 'Umzug abbrechen',
  'move.leave': 'Dort lassen',
  'move.stopped': 'Was noch nicht umgezogen war, bleibt, wo es war.',
  'album.marked': { one: 'Für {n} Foto erledigt.', other: 'Für {n} Fotos erledigt.' },

  'photo.caption': 'Bildtext',
  'photo.caption-note': 'Er kann auf dem Rahmen unter dem Foto stehen.',
  'photo.previous': 'Voriges Foto',
  'photo.next': 'Nächstes Foto',
  'photo.earlier': 'Nach vorn',
  'photo.later': 'Nach hinten',
  'photo.order': 'Platz im Album',
  'photo.moved': 'Jetzt {n} von {of}.',
  'photo.gone': 'Dieses Foto gibt es nicht mehr.',
  'photo.size': '{width} mal {height} Pixel',
  'photo.mine': 'Von diesem Handy gesendet',
  'photo.theirs': 'Von jemand anderem gesendet',
  'photo.picture': 'Das Foto, {date}',
  'photo.coming': 'Unterwegs zum Rahmen',
  'photo.refused': 'Der Rahmen hat es abgelehnt',
  'photo.whole': 'Das ganze Foto kommt',
  'photo.larger': 'Vergrößern',
  'photo.smaller': 'Verkleinern',
  'photo.there': 'Auf dem Rahmen',
  'photo.hidden': 'Verborgen: Der Rahmen behält es, zeigt es aber nicht',

  'erase.title': { one: 'Dieses Foto löschen?', other: '{n} Fotos löschen?' },
  'erase.words': {
    one: 'Dieses Foto, seine kleine Kopie, was daraus gelernt wurde und sein Schlüssel werden auf {frames} gelöscht, und auf jedem Rahmen, der es von dort bekam.',
    other:
      'Diese {n} Fotos, ihre kleinen Kopien, was daraus gelernt wurde und ihre Schlüssel werden auf {frames} gelöscht, und auf jedem Rahmen, der sie von dort bekam.',
  },
  'erase.nowhere':
    'Kein Rahmen darf dieses Album jetzt zeigen. Was ein Rahmen noch davon hat, wird gelöscht.',
  'erase.final':
    'Das lässt sich nicht rückgängig machen. Die Fotos in deiner eigenen Galerie bleiben.',
  'erase.yes': 'Löschen',

  'proof.title': 'Zurückgenommen',
  'proof.empty': 'Nichts wurde zurückgenommen',
  'proof.empty-words':
    'Wenn du ein Foto löschst oder etwas zurücknimmst, erscheint hier der Beweis jedes Rahmens.',
  'proof.photos': { one: '{n} Foto aus „{title}“', other: '{n} Fotos aus „{title}“' },
  'proof.purposes': '„{title}“: {purposes}',
  'proof.frame': '„{title}“, alles auf einem Rahmen',
  'proof.album': 'Das ganze Album „{title}“',
  'proof.everything': 'Alles von mir',
  'proof.at': 'Zurückgenommen: {date}',
  'proof.erased': {
    one: '{frame} hat {n} Foto gelöscht.',
    other: '{frame} hat {n} Fotos gelöscht.',
  },
  'proof.none': '{frame} hatte kein Foto davon.',
  'proof.kept': '{frame} hat kein Foto gelöscht, nur was dafür berechnet war.',
  'proof.when': 'Gelöscht: {date}',
  'proof.signed': 'Signiert: {signature}',
  'proof.signature': 'Die ganze Signatur',
  'proof.checked':
    'Dieses Handy hat die Signatur des Rahmens geprüft. Ab Generation {generation} enthält sein Schlüsselbund keinen Schlüssel dieser Fotos.',
  'proof.pending': '{frame} hat noch nicht geantwortet.',
  'proof.pending-since':
    'Gefragt {ago}. Gelöscht wird, sobald der Rahmen davon hört, noch vor dem nächsten Foto.',
  'proof.forgotten': 'Du hast diesen Rahmen vergessen, bevor er geantwortet hat.',
  'proof.all': 'Jeder Rahmen hat geantwortet',
  'proof.open': { one: '{n} Antwort fehlt noch', other: '{n} Antworten fehlen noch' },
  'proof.nobody': 'Kein Rahmen hatte etwas davon',

  'consent.title': 'Was Rahmen dürfen',
  'consent.until':
    'Bis {date}. Dieses Handy verlängert es, wenn du es ab und zu öffnest. Sonst zeigt {frame} diese Fotos ab dem Tag nicht mehr und löscht sie 90 Tage später.',
  'consent.nothing': '{frame} darf mit diesen Fotos nichts tun.',
  'consent.final':
    'Endgültig zurückgenommen. {frame} kann dieses Album nicht noch einmal bekommen.',
  'consent.over': 'Dieses Album wurde endgültig zurückgenommen.',
  'consent.not-mine': 'Was Rahmen damit dürfen, kann nur ändern, wem dieses Album gehört.',
  'consent.pending': 'Der Rahmen weiß es noch nicht',
  'consent.pending-note': 'Er hört davon, sobald er eingeschaltet und erreichbar ist.',
  'consent.display': 'Zeigen',
  'consent.display-does':
    'Zeigt diese Fotos auf seinem Bildschirm. Alle im Zimmer können sie sehen.',
  'consent.display-not': 'Nicht im Internet und auf keinem anderen Bildschirm.',
  'consent.enhance': 'Schöner machen',
  'consent.enhance-does':
    'Bessert Licht, Farbe, Neigung und rote Augen aus, während ein Foto zu sehen ist.',
  'consent.enhance-not': 'Das Foto selbst bleibt, wie es ist.',
  'consent.score': 'Die besten aussuchen',
  'consent.score-does':
    'Sieht sie selbst an: scharf, Augen offen, fünfmal dasselbe? Dann sucht er aus.',
  'consent.score-not': 'Was er sieht, bleibt auf dem Rahmen. Keine Firma sieht sie an.',
  'consent.faces': 'Erkennen, wer Ja gesagt hat',
  'consent.faces-does':
    'Vergleicht Gesichter mit Personen, die zugestimmt haben, erkannt zu werden.',
  'consent.faces-not': 'Wer die anderen sind, versucht er nie herauszufinden.',
  'consent.share': 'Weitergeben',
  'consent.share-does':
    'Sendet diese Fotos an andere Rahmen, denen du dieses Album auch gegeben hast.',
  'consent.share-not': 'An keinen anderen Rahmen und an keine Firma.',
  'consent.blur': 'Fremde vorher unkenntlich machen',
  'consent.blur-note':
    'Bevor er ein Foto weitergibt, verwischt er jedes Gesicht, das niemandem gehört, der erfasst ist.',
  'consent.blurred': 'Fremde werden unkenntlich gemacht, bevor ein Foto weitergegeben wird.',
  'consent.unblurred': 'Fremde werden nicht unkenntlich gemacht, wenn Fotos weitergegeben werden.',
  'consent.agree-title': 'Stimmst du zu?',
  'consent.agree': 'Ich stimme zu',
  'consent.agreed': '{frame} erfährt davon.',
  'consent.back-title': '„{purpose}“ zurücknehmen?',
  'consent.any-words':
    'Jedes Foto dieses Albums, seine kleinen Kopien, was daraus gelernt wurde und seine Schlüssel werden auf {frame} gelöscht, und auf jedem Rahmen, der es von dort bekam.',
  'consent.again': 'Erlaubst du es später wieder, müssen die Fotos noch einmal gesendet werden.',
  'consent.back-enhance':
    '{frame} zeigt diese Fotos genau so, wie sie kamen. Was zum Ausbessern vorbereitet war, wird weggeworfen.',
  'consent.back-score':
    '{frame} vergisst, was in diesen Fotos zu sehen war. Sie werden weiter gezeigt, aber ohne Hinsehen ausgesucht.',
  'consent.back-faces':
    '{frame} vergisst, wer auf diesen Fotos ist. Erfasst bleiben die Personen; vergessen kannst du sie unter Personen.',
  'consent.back-share':
    '{frame} gibt keines dieser Fotos mehr weiter. Was andere Rahmen dürfen, steht bei jedem von ihnen.',
  'consent.back-yes': 'Zurücknehmen',
  'consent.all': 'Alles von {frame} zurücknehmen',
  'consent.all-title': 'Alles von {frame} zurücknehmen?',
  'consent.all-words': {
    one: 'Dieses Foto, seine kleine Kopie, was daraus gelernt wurde und sein Schlüssel werden auf {frame} gelöscht, und auf jedem Rahmen, der es von dort bekam.',
    other:
      'Diese {n} Fotos, ihre kleinen Kopien, was daraus gelernt wurde und ihre Schlüssel werden auf {frame} gelöscht, und auf jedem Rahmen, der sie von dort bekam.',
  },
  'consent.all-final':
    'Das ist endgültig: {frame} kann dieses Album nicht noch einmal bekommen. Die Fotos in deiner eigenen Galerie bleiben.',
  'consent.album': 'Das ganze Album zurücknehmen',
  'consent.album-title': 'Das ganze Album zurücknehmen?',
  'consent.album-words': {
    one: 'Dieses Foto, seine kleine Kopie, was daraus gelernt wurde und sein Schlüssel werden auf jedem Rahmen gelöscht, der es je bekam: {frames}.',
    other:
      'Diese {n} Fotos, ihre kleinen Kopien, was daraus gelernt wurde und ihre Schlüssel werden auf jedem Rahmen gelöscht, der sie je bekam: {frames}.',
  },
  'consent.album-final':
    'Das ist endgültig: Das Album nimmt keine Fotos mehr. Die Fotos in deiner eigenen Galerie bleiben.',
  'consent.proof':
    'Jeder Rahmen antwortet mit einer signierten Quittung. Du siehst sie gleich danach.',
  'consent.history': 'Was wann vereinbart wurde',

  'history.title': 'Was vereinbart wurde',
  'history.empty': 'Noch wurde nichts vereinbart',
  'history.founded': '{who} hat das Album angelegt.',
  'history.granted': '{who} hat {frame} erlaubt: {purposes}.',
  'history.renewed': '{who} hat für {frame} verlängert: {purposes}.',
  'history.took-back': '{who} hat von {frame} zurückgenommen: {purposes}.',
  'history.took-photos': {
    one: '{who} hat {n} Foto zurückgenommen.',
    other: '{who} hat {n} Fotos zurückgenommen.',
  },
  'history.took-frame': '{who} hat alles von {frame} zurückgenommen.',
  'history.took-album': '{who} hat das ganze Album zurückgenommen.',
  'history.receipt': {
    one: '{frame} hat {n} Foto gelöscht und das signiert.',
    other: '{frame} hat {n} Fotos gelöscht und das signiert.',
  },
  'history.admitted': '{who} darf bei diesem Album mitmachen.',
  'history.dismissed': '{who} macht bei diesem Album nicht mehr mit.',
  'history.me': 'Dieses Handy',
  'history.until': 'Bis {date}',
  'history.words': 'Die Worte, genau wie gezeigt',
};
