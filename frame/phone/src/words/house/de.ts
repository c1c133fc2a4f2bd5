/** Die Worte der Bildschirme über Personen, Privates und Handys, auf Deutsch. */

import type { HouseTexts } from './texts.ts';

export const house: HouseTexts = {
  step: 'Schritt {n} von {of}',

  'people.title': 'Personen',
  'people.lead': 'Wen der Rahmen erkennen darf, weil er oder sie Ja gesagt hat.',
  'people.off': 'Der Rahmen erkennt niemanden',
  'people.off-words':
    'Er findet Gesichter, damit kein Kopf abgeschnitten wird. Wem sie gehören, weiß er nicht, und er berechnet nichts, was es verraten könnte. Das ändert sich erst, wenn jemand zustimmt.',
  'people.enrol': 'Jemanden erfassen',
  'people.photos': { one: 'Auf {n} Foto erkannt', other: 'Auf {n} Fotos erkannt' },
  'people.own-device': 'Zugestimmt am eigenen Handy, {date}',
  'people.note': 'Zugestimmt mit Unterschrift, {date}',
  'people.at-the-frame': 'Zugestimmt am Rahmen, {date}',
  'people.private': 'Gäste sehen diese Person nicht',
  'people.forget-label': '{name} vergessen',
  'people.forget-title': '{name} vergessen?',
  'people.forget-words':
    'Der Rahmen vernichtet den Schlüssel, unter dem das Gesicht von {name} liegt, und nimmt den Namen aus jedem Foto. Die Fotos bleiben.',
  'people.forget-yes': 'Diese Person vergessen',
  'people.forgotten':
    '{name} ist vergessen: Der Schlüssel ist vernichtet, der Name steht in keinem Foto mehr.',
  'people.closed':
    'Dieses Handy darf zusehen. Erfassen kann, wer senden darf oder den Rahmen besitzt.',
  'people.who': 'Wer stimmt zu?',
  'people.who-me': 'Das bin ich',
  'people.who-me-note': 'Ich stimme für mich selbst zu, auf meinem eigenen Handy.',
  'people.who-other': 'Jemand neben mir',
  'people.who-other-note': 'Die Person liest selbst und tippt ihren Namen selbst.',
  'people.who-child': 'Ein Elternteil, für ein Kind',
  'people.who-child-note': 'Für alle unter 16. Bitte frag das Kind auch.',
  'people.name': 'Name auf dem Rahmen',
  'people.name-note': 'Nur der Rahmen und seine Handys sehen ihn.',
  'people.next': 'Weiter',
  'people.read': 'Bitte lies das',
  'people.hand-over': 'Gib das Handy jetzt der Person, die zustimmt.',
  'people.sign': 'Dein voller Name, als Unterschrift',
  'people.sign-child': 'Dein voller Name, als Elternteil oder Vormund',
  'people.adult': 'Ich bin 16 oder älter.',
  'people.asked': 'Ich habe auch das Kind gefragt.',
  'people.yes': 'Ich stimme zu',
  'people.pick': 'Zeig dem Rahmen, wer es ist',
  'people.pick-words':
    'Wähle bis zu 8 Fotos und tippe in jedem auf das Gesicht. Drei aus verschiedenen Jahren sind am besten, das Gesicht allein oder bei weitem am größten.',
  'people.album': 'Welches Album?',
  'people.tap-face': 'Tippe auf das Gesicht von {name}.',
  'people.face': 'Gesicht {n} von {of}',
  'people.no-face': 'In diesem Foto hat der Rahmen kein Gesicht gefunden. Nimm ein anderes.',
  'people.unseen': 'Der Rahmen hat es noch nicht angesehen.',
  'people.faces-off':
    'In diesem Album darf der Rahmen keine Gesichter vergleichen. Erlaube es zuerst unter „Was Rahmen dürfen“.',
  'people.score-off':
    'In diesem Album darf der Rahmen die Fotos nicht ansehen. Erlaube zuerst „{wish}“ unter „Was Rahmen dürfen“.',
  'people.picked': { one: '{n} Gesicht gewählt', other: '{n} Gesichter gewählt' },
  'people.other-photo': 'Anderes Foto wählen',
  'people.remove-face': 'Gesicht {n} weglassen',
  'people.finish': '{name} erfassen',
  'people.enrolled':
    '{name} ist erfasst. Der Rahmen sieht jetzt seine Fotos durch; das dauert etwas.',
  'people.no-albums': 'Auf diesem Rahmen gibt es noch kein Album mit Fotos.',

  'privacy.title': 'Privat',
  'privacy.lead': 'Was {frame} weiß, tut und sagt.',
  'privacy.stores': 'Was er behält',
  'privacy.stores-note': 'Alles verschlüsselt, auf dem Rahmen selbst.',
  'privacy.photos': {
    one: '{n} Foto, so groß wie sein Bildschirm',
    other: '{n} Fotos, so groß wie sein Bildschirm',
  },
  'privacy.thumbnails': {
    one: '{n} kleine Kopie für Listen',
    other: '{n} kleine Kopien für Listen',
  },
  'privacy.seen': {
    one: 'Was er in {n} Foto sah, als Zahlen: Schärfe, Farben, Gesichter',
    other: 'Was er in {n} Fotos sah, als Zahlen: Schärfe, Farben, Gesichter',
  },
  'privacy.face-codes': {
    one: '{n} Gesichtscode von Personen, die zugestimmt haben',
    other: '{n} Gesichtscodes von Personen, die zugestimmt haben',
  },
  'privacy.lines': {
    one: '{n} signierte Zeile: Einwilligung oder Quittung',
    other: '{n} signierte Zeilen: Einwilligungen und Quittungen',
  },
  'privacy.notes': {
    one: '{n} Notiz: Bildtext, Titel oder Favorit',
    other: '{n} Notizen: Bildtexte, Titel, Favoriten',
  },
  'privacy.moving': {
    one: '{n} Foto unterwegs, noch versiegelt',
    other: '{n} Fotos unterwegs, noch versiegelt',
  },
  'privacy.devices': {
    one: '{n} Handy oder Rahmen, den er kennt',
    other: '{n} Handys und Rahmen, die er kennt',
  },
  'privacy.likes': {
    one: '{n} Favorit oder Weiterblättern, um zu lernen, was du magst',
    other: '{n} Favoriten und Weiterblättern, um zu lernen, was du magst',
  },
  'privacy.not-kept':
    'Er behält keinen Ort, an dem ein Foto entstand, keine Seriennummer und kein Bild seiner Kamera.',
  'privacy.computes': 'Was er berechnet',
  'privacy.computes-note': 'Nur auf dem Rahmen. Keine Cloud, keine Firma.',
  'privacy.looking': {
    one: 'Er hat {n} Foto angesehen, um gut auszuwählen.',
    other: 'Er hat {n} Fotos angesehen, um gut auszuwählen.',
  },
  'privacy.mending': {
    one: 'Er bessert {n} Foto beim Zeigen aus.',
    other: 'Er bessert {n} Fotos beim Zeigen aus.',
  },
  'privacy.comparing': {
    one: 'Er hat auf {n} Foto jemanden erkannt.',
    other: 'Er hat auf {n} Fotos jemanden erkannt.',
  },
  'privacy.liking': {
    one: 'Er lernt aus {n} Favorit oder Weiterblättern.',
    other: 'Er lernt aus {n} Favoriten und Weiterblättern.',
  },
  'privacy.guarding': {
    one: 'Er hat {n} Foto mit Nacktheit oder Dokumenten zurückgehalten.',
    other: 'Er hat {n} Fotos mit Nacktheit oder Dokumenten zurückgehalten.',
  },
  'privacy.looking-off': 'Er sieht Fotos nicht an.',
  'privacy.mending-off': 'Er bessert keine Fotos aus.',
  'privacy.comparing-off': 'Er erkennt niemanden.',
  'privacy.liking-off': 'Er lernt nicht, was du magst.',
  'privacy.guarding-off': 'Er achtet nicht auf Nacktheit oder Dokumente.',
  'privacy.watching':
    'Seine Kamera merkt, ob jemand da ist und wie hell es ist. Kein Bild wird behalten oder gesendet.',
  'privacy.watching-off': 'Keine Kamera schaut in den Raum.',
  'privacy.other': '{what}: {n}',
  'privacy.sends': 'Mit wem er spricht',
  'privacy.sends-note': 'Jede Verbindung, die er hat. Keine fehlt.',
  'privacy.own-broker':
    'Seine Poststelle. Sie trägt versiegelte Briefe und sieht nur Größen und Zeiten.',
  'privacy.other-broker':
    'Die Poststelle eines anderen Rahmens. Auch sie sieht nur Größen und Zeiten.',
  'privacy.page': 'Er gibt diese Seite an Handys zu Hause.',
  'privacy.updates':
    'Dort fragt er nachts nach einer neueren, signierten Version; über euch sagt er nichts.',
  'privacy.up': 'verbunden',
  'privacy.down': 'nicht verbunden',
  'privacy.alone': 'Mit niemandem. Er ist mit nichts verbunden.',
  'privacy.no-more': 'Keine Telemetrie, keine Cloud, keine Suche nach Updates, keine Werbung.',
  'privacy.key': 'Der Schlüssel des Rahmens',
  'privacy.key-file':
    'Sein Schlüssel liegt in einer Datei neben den Fotos. Wer den ganzen Rahmen stiehlt, kann sie lesen. Wer nur eine Fotodatei findet, nicht.',
  'privacy.key-system':
    'Seinen Schlüssel übergibt das System bei jedem Start. Er liegt nicht neben den Fotos.',
  'privacy.key-chip':
    'Sein Schlüssel ist an genau dieses Gerät gebunden. Wer nur die Speicherkarte nimmt, kann die Fotos nicht lesen. Wer den ganzen Rahmen stiehlt, kann es.',
  'privacy.key-passphrase':
    'Nach jedem Start tippt jemand sein Kennwort ein. Wer den ausgeschalteten Rahmen stiehlt, kann die Fotos ohne es nicht lesen.',
  'privacy.key-phones':
    'Seinen Schlüssel teilt er mit den Handys, denen er gehört. Fern von zu Hause bleibt er ohne eines dieser Handys verschlossen. Wo so ein Handy noch erreichbar ist, öffnet er sich.',
  'privacy.key-part':
    'Dieses Handy bewahrt einen Teil davon und gibt ihn nur, solange diese Seite offen ist. Hat kein Handy mehr seinen Teil, bleiben die Fotos auf dem Rahmen für immer verschlossen.',
  'privacy.key-other': 'Sein Schlüssel liegt hier: {tier}.',
  'privacy.trust': 'Wie weit du dieser Seite trauen kannst',
  'privacy.lan-http':
    'Sie kam ohne Zertifikat über dein Heimnetz. Wer dein WLAN beherrscht, könnte sie unterwegs geändert haben. Diese Seite versiegelt deine Fotos, also sind sie nur so sicher wie sie.',
  'privacy.frame-https':
    'Sie kam vom Rahmen selbst, mit seinem eigenen Zertifikat. Unterwegs konnte sie niemand ändern.',
  'privacy.static-https':
    'Sie kam von einer Webadresse, mit einem öffentlichen Zertifikat. Wer die Adresse betreibt, bestimmt, was diese Seite tut. Deine Fotos kommen dort nie hin.',
  'privacy.ca-title': 'Sicher machen',
  'privacy.ca-1':
    'Lade das Zertifikat des Rahmens und öffne es. Dein Handy fragt, ob es installiert werden soll.',
  'privacy.ca-2':
    'Drücke „Auf dem Glas zeigen“. Der Rahmen zeigt eine Minute lang seinen Fingerabdruck.',
  'privacy.ca-3':
    'Vergleiche ihn mit dem hier unten. Ist er gleich, installiere das Zertifikat und vertraue ihm. Wenn nicht, steht jemand dazwischen: Lass es.',
  'privacy.ca-4': 'Öffne diese Seite noch einmal mit https.',
  'privacy.ca-limit': 'Es kann nur für die Namen dieses Rahmens bürgen, für keine andere Seite.',
  'privacy.ca-get': 'Zertifikat laden',
  'privacy.ca-show': 'Auf dem Glas zeigen',
  'privacy.ca-shown': 'Sieh jetzt auf den Rahmen.',
  'privacy.ca-print': 'Fingerabdruck',
  'privacy.phone': 'Was dieses Handy behält',
  'privacy.wrapped':
    'Seine Schlüssel liegen in diesem Browser, unter einem Schlüssel, den der Browser nicht herausgibt.',
  'privacy.plain':
    'Seine Schlüssel liegen offen in diesem Browser, weil er sie ohne https nicht verschließen kann. Wer dieses Handy öffnet, kann sie lesen.',
  'privacy.persistent': 'Der Browser hat versprochen, sie zu behalten.',
  'privacy.evict':
    'Der Browser kann sie wegwerfen, wenn diese Seite lange nicht geöffnet wird. Auf dem Rahmen geht dann nichts verloren: Wer ihn auch besitzt, lädt dieses Handy neu ein.',
  'privacy.evict-alone':
    'Nur ein Handy besitzt den Rahmen. Lade noch eines dazu ein, damit dich jemand wieder hereinlassen kann.',
  'privacy.audit': 'Der Rahmen prüft sich selbst',
  'privacy.audit-at': { one: '{n} Prüfung, {ago}', other: '{n} Prüfungen, {ago}' },
  'privacy.audit-clean': 'Nichts, worüber man sich sorgen müsste.',
  'privacy.audit-none': 'Es gab noch keine Prüfung.',
  'privacy.audit-do': 'Was zu tun ist: {words}',
  'privacy.journal-begun':
    'Ab jetzt merkt sich dieses Handy, wie das Protokoll des Rahmens endet: mit Zeile {line}.',
  'privacy.journal-holds':
    'Das Protokoll enthält noch Zeile {line}, die sich dieses Handy seit dem {date} merkt.',
  'privacy.journal-differs':
    'Das Protokoll des Rahmens ist nicht das, das sich dieses Handy seit dem {date} merkt: Es wurde gekürzt oder neu geschrieben. Jemand hat den Rahmen aus einer Kopie wiederhergestellt, seine Karte hat es verloren, oder jemand anders hatte seine Schlüssel.',
  'privacy.yours': 'Was du tun kannst',
  'privacy.export': 'Alles mitnehmen',
  'privacy.export-note': 'Jede signierte Zeile, Notiz und Quittung, auf Wunsch mit allen Fotos',
  'privacy.exported': 'Die Datei liegt bei deinen Downloads.',
  'take.records': 'Nur die Aufzeichnungen',
  'take.records-note':
    'Eine kleine Datei: jede signierte Zeile, Notiz und Quittung, und was sie sagen',
  'take.photos': 'Mit allen Fotos',
  'take.photos-note': {
    one: '{n} Foto, etwa {bytes}, wie {frame} es hat',
    other: '{n} Fotos, etwa {bytes}, wie {frame} sie hat, in ZIP-Dateien bis 1 GB',
  },
  'take.asking': 'Der Rahmen wird gefragt, was er hat',
  'take.count': '{done} von {n} Fotos',
  'take.keep': 'Bitte lass diese Seite offen, bis die Datei fertig ist.',
  'take.ready': 'Datei {n} ist fertig',
  'take.next': 'Sichere sie. Dann wird die nächste geholt.',
  'take.last': { one: 'Mit {n} Foto, das ist alles.', other: 'Mit {n} Fotos, das ist alles.' },
  'take.missing': {
    one: '{n} Foto hat der Rahmen nicht herausgegeben. In der Datei steht, welches.',
    other: '{n} Fotos hat der Rahmen nicht herausgegeben. In der Datei steht, welche.',
  },
  'take.save': '{bytes} sichern',
  'privacy.people-note': 'Wen der Rahmen erkennen darf',
  'privacy.phones-note': 'Wer auf diesem Rahmen was darf',
  'privacy.leave': 'Gehen und alles von mir löschen',
  'privacy.leave-note': 'Auf {frame}. Fotos von anderen bleiben.',
  'privacy.leave-title': '{frame} verlassen?',
  'privacy.leave-words':
    'Jedes Foto, jedes Album, jeder Bildtext und jede Einwilligung von dir und ihre Schlüssel werden auf {frame} gelöscht, und auf jedem Rahmen, der sie von dort bekam. Alle deine Handys werden dort entfernt.',
  'privacy.leave-yes': 'Alles von mir löschen',
  'lost.forget': 'Diesen Rahmen vergessen',
  'lost.note': 'Wenn er für immer kaputt, verkauft oder verloren ist',
  'lost.title': '{frame} vergessen?',
  'lost.only':
    'Nur, wenn er nie wiederkommt. Ist er bloß aus, warte, bis er antwortet, und verlasse ihn dann: Er löscht alles von dir und unterschreibt dafür.',
  'lost.albums': {
    one: 'Er darf {n} Album von dir nicht mehr zeigen. Das wird zuerst unterschrieben und gilt für immer: Wieder gekoppelt, braucht er ein neues Album.',
    other:
      'Er darf {n} Alben von dir nicht mehr zeigen. Das wird zuerst unterschrieben und gilt für immer: Wieder gekoppelt, braucht er neue.',
  },
  'lost.until':
    'Solange er weg ist, hört er das nicht. Läuft er, kann er zeigen, was er hat, bis {until} und nicht länger, und löscht es bis {erased}.',
  'lost.others': 'Deine anderen Rahmen hören es jetzt und sagen es ihm, wenn sie ihm begegnen.',
  'lost.phone':
    'Dieses Handy vergisst seine Schlüssel: Hierher kommt keine Quittung mehr von ihm. Fotos, die nur dort waren, sind für dich verloren. Die in deiner Galerie und auf anderen Rahmen bleiben.',
  'lost.part':
    'Dieses Handy hat einen Teil seines Schlüssels, der geht mit. Hat ihn kein anderes Handy, lassen sich seine Fotos nie wieder öffnen.',
  'lost.done': '{frame} ist vergessen.',
  'privacy.wipe': 'Den Rahmen ganz löschen',
  'privacy.wipe-note': 'Alles von allen. Bevor du ihn weggibst.',
  'privacy.wipe-title': '{frame} ganz löschen?',
  'privacy.wipe-words': {
    one: 'Das {n} Foto auf {frame}, jedes Album, jede Person, jedes Handy und jeder Schlüssel, von allen, wird vernichtet. Der Rahmen beginnt wie neu.',
    other:
      'Alle {n} Fotos auf {frame}, jedes Album, jede Person, jedes Handy und jeder Schlüssel, von allen, werden vernichtet. Der Rahmen beginnt wie neu.',
  },
  'privacy.wipe-type': 'Tippe zur Bestätigung „{frame}“',
  'privacy.wipe-yes': 'Ganz löschen',
  'privacy.wiped':
    '{frame} hat seine Schlüssel vernichtet und beginnt neu. Dieses Handy kennt er nicht mehr.',

  'members.title': 'Wer mitmacht',
  'members.note': 'Wer Fotos in dieses Album senden darf',
  'members.lead': 'Wer in „{title}“ schreiben darf.',
  'members.keeper': 'Hat dieses Album angelegt',
  'members.owner': 'Besitzt es mit, bis {date}',
  'members.contributor': 'Sendet Fotos, bis {date}',
  'members.as-owner': 'Besitzt das Album mit',
  'members.as-contributor': 'Trägt bei',
  'members.owner-note':
    'Sendet Fotos, entscheidet, was Rahmen dürfen, und kann alles zurücknehmen, auch wenn dieses Handy verloren geht.',
  'members.contributor-note': 'Sendet Fotos und kann die eigenen zurücknehmen.',
  'members.add': 'Jemanden hereinlassen',
  'members.who': 'Welches Handy?',
  'members.what': 'Was darf es?',
  'members.add-yes': 'Hereinlassen',
  'members.added': '„{label}“ macht jetzt mit.',
  'members.none': 'Alle Handys, die der Rahmen kennt, machen schon mit.',
  'members.remove': 'Ausschließen',
  'members.remove-title': '„{label}“ aus dem Album ausschließen?',
  'members.remove-words':
    'Es kann nie wieder in dieses Album schreiben. Seine Fotos bleiben, bis du sie zurücknimmst.',
  'members.removed': '„{label}“ macht nicht mehr mit.',
  'members.closed': 'Nur das Handy, auf dem das Album angelegt wurde, kann das ändern.',
  'members.alone':
    'Lass ein zweites Handy als Mitbesitzer herein. Geht dieses verloren, kann das andere noch alles zurücknehmen.',

  'phones.title': 'Handys',
  'phones.lead': 'Wer auf {frame} was darf.',
  'phones.frame': 'Ein anderer Rahmen',
  'phones.owner-note': 'Darf alles: senden, erlauben, zurücknehmen, einladen und entfernen.',
  'phones.contributor-note': 'Darf Fotos senden und die eigenen zurücknehmen.',
  'phones.viewer-note': 'Darf sehen, was gezeigt wird, weiterblättern und Favoriten wählen.',
  'phones.since': '{role}, seit {date}',
  'phones.me': 'Dieses Handy',
  'phones.rename': 'Name des Geräts',
  'phones.remove': 'Entfernen',
  'phones.remove-title': '„{label}“ entfernen?',
  'phones.remove-words':
    'Es ist sofort ausgesperrt: Es kann auf {frame} nichts mehr senden, sehen oder bestimmen. Fotos, die es gesendet hat, bleiben, bis jemand sie zurücknimmt.',
  'phones.remove-lost':
    'Ist es verloren oder gestohlen? Dann nimm die Alben zurück, die darauf angelegt wurden, und lege neue an.',
  'phones.remove-me':
    'Das ist das Handy in deiner Hand. Zurück kommst du nur mit einer neuen Einladung.',
  'phones.removed': '„{label}“ wurde entfernt.',
  'phones.invite': 'Jemanden einladen',
  'phones.invite-who': 'Was darf das neue Handy?',
  'phones.invite-go': 'Karte auf dem Glas zeigen',
  'phones.invite-card': 'Die Karte ist auf dem Glas',
  'phones.invite-scan': 'Scanne sie mit dem neuen Handy. Sie gilt drei Minuten und für ein Handy.',
  'phones.invite-compare':
    'Das neue Handy und das Glas zeigen sechs Ziffern. Tippe sie hier ein, wenn sie auf beiden gleich sind.',
  'phones.invite-digits': 'Sechs Ziffern',
  'phones.invite-differ':
    'Sind sie verschieden, steht jemand dazwischen: Schließe das hier und beginne neu.',
  'phones.invite-yes': 'Sie sind gleich: hereinlassen',
  'phones.invited': 'Das neue Handy ist dabei.',
};
