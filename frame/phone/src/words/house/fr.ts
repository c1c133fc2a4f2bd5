/** Les mots des écrans sur les personnes, la vie privée et les téléphones, en français. */

import type { HouseTexts } from './texts.ts';

export const house: HouseTexts = {
  step: 'Étape {n} sur {of}',

  'people.title': 'Personnes',
  'people.lead': 'Qui le cadre peut reconnaître, parce que chacun a dit oui.',
  'people.off': 'Le cadre ne reconnaît personne',
  'people.off-words':
    'Il trouve les visages pour ne couper aucune tête, mais il ne sait pas à qui ils sont et ne calcule rien qui le dirait. Cela ne change que si une personne accepte.',
  'people.enrol': 'Inscrire quelqu’un',
  'people.photos': {
    one: 'Présence reconnue sur {n} photo',
    other: 'Présence reconnue sur {n} photos',
  },
  'people.own-device': 'Accord donné sur son propre téléphone, {date}',
  'people.note': 'Accord signé, {date}',
  'people.at-the-frame': 'Accord donné devant le cadre, {date}',
  'people.private': 'Les invités ne voient pas cette personne',
  'people.forget-label': 'Oublier {name}',
  'people.forget-title': 'Oublier {name} ?',
  'people.forget-words':
    'Le cadre détruit la clé sous laquelle le visage de {name} est gardé, et retire le nom de chaque photo. Les photos restent.',
  'people.forget-yes': 'Oublier cette personne',
  'people.forgotten':
    'C’est oublié : la clé de {name} est détruite, et le nom n’est plus dans aucune photo.',
  'people.closed':
    'Ce téléphone peut regarder. Pour inscrire, il faut être propriétaire ou pouvoir envoyer.',
  'people.who': 'Qui donne son accord ?',
  'people.who-me': 'C’est moi',
  'people.who-me-note': 'J’accepte pour moi-même, sur mon propre téléphone.',
  'people.who-other': 'Quelqu’un à côté de moi',
  'people.who-other-note': 'Cette personne lit elle-même et tape son propre nom.',
  'people.who-child': 'Un parent, pour un enfant',
  'people.who-child-note': 'Avant 16 ans. Demandez aussi à l’enfant, s’il vous plaît.',
  'people.name': 'Nom sur le cadre',
  'people.name-note': 'Seuls le cadre et ses téléphones le voient.',
  'people.next': 'Suivant',
  'people.read': 'À lire, s’il vous plaît',
  'people.hand-over': 'Donnez maintenant le téléphone à la personne qui accepte.',
  'people.sign': 'Votre nom complet, comme signature',
  'people.sign-child': 'Votre nom complet, comme parent ou tuteur',
  'people.adult': 'J’ai 16 ans ou plus.',
  'people.asked': 'J’ai aussi demandé à l’enfant.',
  'people.yes': 'J’accepte',
  'people.pick': 'Montrez au cadre qui c’est',
  'people.pick-words':
    'Choisissez jusqu’à 8 photos et touchez le visage dans chacune. Trois d’années différentes, avec le visage seul ou de loin le plus grand, c’est le mieux.',
  'people.album': 'Quel album ?',
  'people.tap-face': 'Touchez le visage de {name}.',
  'people.face': 'Visage {n} sur {of}',
  'people.no-face': 'Le cadre n’a trouvé aucun visage dans cette photo. Prenez-en une autre.',
  'people.unseen': 'Le cadre ne l’a pas encore regardée.',
  'people.faces-off':
    'Dans cet album, le cadre ne peut pas comparer les visages. Permettez-le d’abord, sous « Ce que les cadres peuvent faire ».',
  'people.score-off':
    'Dans cet album, le cadre ne peut pas regarder les photos. Permettez d’abord « {wish} », sous « Ce que les cadres peuvent faire ».',
  'people.picked': { one: '{n} visage choisi', other: '{n} visages choisis' },
  'people.other-photo': 'Choisir une autre photo',
  'people.remove-face': 'Laisser de côté le visage {n}',
  'people.finish': 'Inscrire {name}',
  'people.enrolled':
    'C’est fait pour {name}. Le cadre parcourt ses photos ; cela prend un moment.',
  'people.no-albums': 'Il n’y a pas encore d’album avec des photos sur ce cadre.',

  'privacy.title': 'Vie privée',
  'privacy.lead': 'Ce que {frame} sait, fait et dit.',
  'privacy.stores': 'Ce qu’il garde',
  'privacy.stores-note': 'Tout est chiffré, sur le cadre lui-même.',
  'privacy.photos': {
    one: '{n} photo, à la taille de son écran',
    other: '{n} photos, à la taille de son écran',
  },
  'privacy.thumbnails': {
    one: '{n} petite copie pour les listes',
    other: '{n} petites copies pour les listes',
  },
  'privacy.seen': {
    one: 'Ce qu’il a vu dans {n} photo, en chiffres : netteté, couleurs, visages',
    other: 'Ce qu’il a vu dans {n} photos, en chiffres : netteté, couleurs, visages',
  },
  'privacy.face-codes': {
    one: '{n} code de visage de personnes qui ont accepté',
    other: '{n} codes de visage de personnes qui ont accepté',
  },
  'privacy.lines': {
    one: '{n} ligne signée : un accord ou un reçu',
    other: '{n} lignes signées : accords et reçus',
  },
  'privacy.notes': {
    one: '{n} note : une légende, un titre ou une favorite',
    other: '{n} notes : légendes, titres, favorites',
  },
  'privacy.moving': {
    one: '{n} photo en route, encore scellée',
    other: '{n} photos en route, encore scellées',
  },
  'privacy.devices': {
    one: '{n} téléphone ou cadre qu’il connaît',
    other: '{n} téléphones et cadres qu’il connaît',
  },
  'privacy.likes': {
    one: '{n} favorite ou photo passée, pour apprendre vos goûts',
    other: '{n} favorites et photos passées, pour apprendre vos goûts',
  },
  'privacy.not-kept':
    'Il ne garde ni le lieu d’une photo, ni numéro de série, ni image de sa caméra.',
  'privacy.computes': 'Ce qu’il calcule',
  'privacy.computes-note': 'Sur le cadre seulement. Ni cloud, ni entreprise.',
  'privacy.looking': {
    one: 'Il a regardé {n} photo pour bien choisir.',
    other: 'Il a regardé {n} photos pour bien choisir.',
  },
  'privacy.mending': {
    one: 'Il corrige {n} photo en la montrant.',
    other: 'Il corrige {n} photos en les montrant.',
  },
  'privacy.comparing': {
    one: 'Il a reconnu des personnes sur {n} photo.',
    other: 'Il a reconnu des personnes sur {n} photos.',
  },
  'privacy.liking': {
    one: 'Il apprend de {n} favorite ou photo passée.',
    other: 'Il apprend de {n} favorites et photos passées.',
  },
  'privacy.guarding': {
    one: 'Il a retenu {n} photo avec nudité ou documents.',
    other: 'Il a retenu {n} photos avec nudité ou documents.',
  },
  'privacy.looking-off': 'Il ne regarde pas les photos.',
  'privacy.mending-off': 'Il ne corrige pas les photos.',
  'privacy.comparing-off': 'Il ne reconnaît personne.',
  'privacy.liking-off': 'Il n’apprend pas vos goûts.',
  'privacy.guarding-off': 'Il ne cherche ni nudité ni documents.',
  'privacy.watching':
    'Sa caméra remarque s’il y a quelqu’un et s’il fait clair. Aucune image n’est gardée ni envoyée.',
  'privacy.watching-off': 'Aucune caméra ne regarde la pièce.',
  'privacy.other': '{what} : {n}',
  'privacy.sends': 'À qui il parle',
  'privacy.sends-note': 'Toutes ses connexions, sans exception.',
  'privacy.own-broker':
    'Sa poste. Elle porte des lettres scellées et ne voit que tailles et heures.',
  'privacy.other-broker': 'La poste d’un autre cadre. Elle aussi ne voit que tailles et heures.',
  'privacy.page': 'Il donne cette page aux téléphones de la maison.',
  'privacy.updates':
    'Il y demande la nuit s’il existe une version signée plus récente ; il ne dit rien de vous.',
  'privacy.up': 'connecté',
  'privacy.down': 'non connecté',
  'privacy.alone': 'À personne. Il n’est connecté à rien.',
  'privacy.no-more': 'Ni télémétrie, ni cloud, ni recherche de mises à jour, ni publicité.',
  'privacy.key': 'La clé du cadre',
  'privacy.key-file':
    'Sa clé est dans un fichier à côté des photos. Qui vole le cadre entier peut les lire. Qui ne trouve qu’un fichier de photo, non.',
  'privacy.key-system':
    'Le système lui remet sa clé à chaque démarrage ; elle n’est pas à côté des photos.',
  'privacy.key-chip':
    'Sa clé est liée à cet appareil précis. Qui ne prend que la carte mémoire ne peut pas lire les photos. Qui vole le cadre entier le peut.',
  'privacy.key-passphrase':
    'À chaque démarrage, quelqu’un tape sa phrase secrète. Qui vole le cadre éteint ne peut pas lire les photos sans elle.',
  'privacy.key-phones':
    'Sa clé est partagée avec les téléphones qui le possèdent. Loin de la maison, sans l’un d’eux, le cadre reste verrouillé. Là où l’un d’eux reste joignable, il s’ouvre.',
  'privacy.key-part':
    'Ce téléphone en garde une partie et ne la donne que tant que cette page est ouverte. Si plus aucun téléphone n’a sa partie, les photos du cadre restent verrouillées pour toujours.',
  'privacy.key-other': 'Sa clé est gardée ici : {tier}.',
  'privacy.trust': 'Jusqu’où se fier à cette page',
  'privacy.lan-http':
    'Elle est venue par votre réseau, sans certificat. Qui contrôle votre Wi-Fi a pu la changer en route. C’est elle qui scelle vos photos : elles ne sont pas plus sûres qu’elle.',
  'privacy.frame-https':
    'Elle est venue du cadre lui-même, avec son propre certificat. Personne n’a pu la changer en route.',
  'privacy.static-https':
    'Elle est venue d’une adresse web, avec un certificat public. Qui tient cette adresse décide ce que fait cette page. Vos photos n’y vont jamais.',
  'privacy.ca-title': 'La rendre sûre',
  'privacy.ca-1':
    'Téléchargez le certificat du cadre et ouvrez-le. Votre téléphone demande s’il faut l’installer.',
  'privacy.ca-2':
    'Appuyez sur « Montrer sur le cadre ». Il montre son empreinte pendant une minute.',
  'privacy.ca-3':
    'Comparez-la avec celle d’en bas. Si c’est la même, installez le certificat et faites-lui confiance. Sinon, quelqu’un est entre les deux : n’en faites rien.',
  'privacy.ca-4': 'Rouvrez cette page en https.',
  'privacy.ca-limit': 'Il ne vaut que pour les noms de ce cadre, pour aucun autre site.',
  'privacy.ca-get': 'Le télécharger',
  'privacy.ca-show': 'Montrer sur le cadre',
  'privacy.ca-shown': 'Regardez le cadre maintenant.',
  'privacy.ca-print': 'Empreinte',
  'privacy.phone': 'Ce que garde ce téléphone',
  'privacy.wrapped':
    'Ses clés sont dans ce navigateur, sous une clé que le navigateur ne donne pas.',
  'privacy.plain':
    'Ses clés sont telles quelles dans ce navigateur, car sans https il ne peut pas les enfermer. Qui ouvre ce téléphone peut les lire.',
  'privacy.persistent': 'Le navigateur a promis de les garder.',
  'privacy.evict':
    'Le navigateur peut les jeter si cette page reste longtemps fermée. Rien n’est alors perdu sur le cadre : un autre propriétaire invite ce téléphone de nouveau.',
  'privacy.evict-alone':
    'Il n’y a qu’un propriétaire. Invitez-en un second, pour que quelqu’un puisse vous rouvrir.',
  'privacy.audit': 'Le contrôle du cadre par lui-même',
  'privacy.audit-at': { one: '{n} contrôle, {ago}', other: '{n} contrôles, {ago}' },
  'privacy.audit-clean': 'Il n’a rien trouvé d’inquiétant.',
  'privacy.audit-none': 'Il n’y a pas encore eu de contrôle.',
  'privacy.audit-do': 'Que faire : {words}',
  'privacy.journal-begun':
    'Ce téléphone retient désormais comment finit le journal du cadre : à la ligne {line}.',
  'privacy.journal-holds':
    'Le journal contient toujours la ligne {line}, que ce téléphone retient depuis le {date}.',
  'privacy.journal-differs':
    'Le journal du cadre n’est pas celui que ce téléphone retient depuis le {date} : il a été coupé ou réécrit. Quelqu’un a restauré le cadre depuis une copie, sa carte l’a perdu, ou quelqu’un d’autre avait ses clés.',
  'privacy.yours': 'Ce que vous pouvez faire',
  'privacy.export': 'Tout emporter',
  'privacy.export-note':
    'Chaque ligne signée, note et reçu, avec toutes les photos si vous voulez',
  'privacy.exported': 'Le fichier est dans vos téléchargements.',
  'take.records': 'Seulement les écrits',
  'take.records-note': 'Un petit fichier : chaque ligne signée, note et reçu, et ce qu’ils disent',
  'take.photos': 'Avec toutes les photos',
  'take.photos-note': {
    one: '{n} photo, environ {bytes}, comme {frame} la garde',
    other: '{n} photos, environ {bytes}, comme {frame} les garde, en fichiers ZIP jusqu’à 1 Go',
  },
  'take.asking': 'On demande au cadre ce qu’il garde',
  'take.count': '{done} sur {n} photos',
  'take.keep': 'Gardez cette page ouverte jusqu’à ce que le fichier soit prêt.',
  'take.ready': 'Le fichier {n} est prêt',
  'take.next': 'Enregistrez-le. Ensuite vient le suivant.',
  'take.last': { one: 'Avec {n} photo, c’est tout.', other: 'Avec {n} photos, c’est tout.' },
  'take.missing': {
    one: 'Le cadre n’a pas remis {n} photo. Le fichier dit laquelle.',
    other: 'Le cadre n’a pas remis {n} photos. Le fichier dit lesquelles.',
  },
  'take.save': 'Enregistrer {bytes}',
  'privacy.people-note': 'Qui le cadre peut reconnaître',
  'privacy.phones-note': 'Qui peut faire quoi sur ce cadre',
  'privacy.leave': 'Partir et effacer tout ce qui est à moi',
  'privacy.leave-note': 'Sur {frame}. Les photos des autres restent.',
  'privacy.leave-title': 'Quitter {frame} ?',
  'privacy.leave-words':
    'Toutes vos photos, albums, légendes et accords, et leurs clés, seront effacés sur {frame}, et sur chaque cadre qui les a reçus de là. Tous vos téléphones en sont retirés.',
  'privacy.leave-yes': 'Effacer tout ce qui est à moi',
  'lost.forget': 'Oublier ce cadre',
  'lost.note': 'S’il est cassé, vendu ou perdu pour de bon',
  'lost.title': 'Oublier {frame} ?',
  'lost.only':
    'Seulement s’il ne revient jamais. S’il est simplement éteint, attendez qu’il réponde, puis quittez-le : il effacera tout ce qui est à vous et le signera.',
  'lost.albums': {
    one: 'Il ne peut plus montrer {n} album à vous. C’est signé d’abord, et définitif : associé de nouveau, il lui faudra un nouvel album.',
    other:
      'Il ne peut plus montrer {n} albums à vous. C’est signé d’abord, et définitif : associé de nouveau, il lui en faudra de nouveaux.',
  },
  'lost.until':
    'Il ne l’apprend pas tant qu’il est absent. S’il fonctionne, il peut montrer ce qu’il a jusqu’au {until}, pas plus longtemps, et l’effacera d’ici le {erased}.',
  'lost.others':
    'Vos autres cadres l’apprennent maintenant, et le lui diront s’ils le rencontrent.',
  'lost.phone':
    'Ce téléphone oublie ses clés : aucun reçu de ce cadre n’arrivera plus ici. Les photos qui n’étaient que là-bas sont perdues pour vous. Celles de votre galerie et des autres cadres restent.',
  'lost.part':
    'Ce téléphone garde une partie de sa clé, qui disparaît aussi. Si aucun autre téléphone ne l’a, ses photos ne s’ouvriront plus jamais.',
  'lost.done': '{frame} est oublié.',
  'privacy.wipe': 'Vider le cadre',
  'privacy.wipe-note': 'Tout, de tout le monde. Avant de le donner.',
  'privacy.wipe-title': 'Vider {frame} ?',
  'privacy.wipe-words': {
    one: 'La photo ({n}) de {frame}, chaque album, personne, téléphone et clé, de tout le monde, seront détruits. Le cadre recommence comme neuf.',
    other:
      'Les {n} photos de {frame}, chaque album, personne, téléphone et clé, de tout le monde, seront détruits. Le cadre recommence comme neuf.',
  },
  'privacy.wipe-type': 'Tapez « {frame} » pour confirmer',
  'privacy.wipe-yes': 'Le vider',
  'privacy.wiped':
    '{frame} a détruit ses clés et recommence. Ce téléphone lui est désormais inconnu.',

  'members.title': 'Qui participe',
  'members.note': 'Qui peut envoyer des photos dans cet album',
  'members.lead': 'Qui peut écrire dans « {title} ».',
  'members.keeper': 'A créé cet album',
  'members.owner': 'Propriétaire, jusqu’au {date}',
  'members.contributor': 'Envoie des photos, jusqu’au {date}',
  'members.as-owner': 'Propriétaire de l’album',
  'members.as-contributor': 'Contributeur',
  'members.owner-note':
    'Envoie des photos, décide de ce que les cadres peuvent faire et peut tout retirer, même si ce téléphone est perdu.',
  'members.contributor-note': 'Envoie des photos et peut retirer les siennes.',
  'members.add': 'Faire entrer quelqu’un',
  'members.who': 'Quel téléphone ?',
  'members.what': 'Que peut-il faire ?',
  'members.add-yes': 'Le faire entrer',
  'members.added': '« {label} » participe maintenant.',
  'members.none': 'Tous les téléphones que le cadre connaît participent déjà.',
  'members.remove': 'L’exclure',
  'members.remove-title': 'Exclure « {label} » de l’album ?',
  'members.remove-words':
    'Il ne pourra plus jamais écrire dans cet album. Ses photos restent jusqu’à ce que vous les retiriez.',
  'members.removed': '« {label} » ne participe plus.',
  'members.closed': 'Seul le téléphone qui a créé l’album peut changer cela.',
  'members.alone':
    'Faites entrer un deuxième téléphone comme propriétaire. Si celui-ci est perdu, l’autre pourra encore tout retirer.',

  'phones.title': 'Téléphones',
  'phones.lead': 'Qui peut faire quoi sur {frame}.',
  'phones.frame': 'Un autre cadre',
  'phones.owner-note': 'Peut tout faire : envoyer, permettre, reprendre, inviter et retirer.',
  'phones.contributor-note': 'Peut envoyer des photos et reprendre les siennes.',
  'phones.viewer-note': 'Peut voir ce qui est montré, tourner la page et choisir des favorites.',
  'phones.since': '{role}, depuis le {date}',
  'phones.me': 'Ce téléphone',
  'phones.rename': 'Nom de l’appareil',
  'phones.remove': 'Retirer',
  'phones.remove-title': 'Retirer « {label} » ?',
  'phones.remove-words':
    'Il est exclu aussitôt : il ne peut plus rien envoyer, voir ni décider sur {frame}. Les photos qu’il a envoyées restent jusqu’à ce que quelqu’un les reprenne.',
  'phones.remove-lost':
    'Perdu ou volé ? Reprenez alors les albums créés avec lui, et faites-en de nouveaux.',
  'phones.remove-me':
    'C’est le téléphone que vous tenez. Seule une nouvelle invitation permet de revenir.',
  'phones.removed': '« {label} » a été retiré.',
  'phones.invite': 'Inviter quelqu’un',
  'phones.invite-who': 'Que pourra faire cette personne ?',
  'phones.invite-go': 'Montrer la carte sur le cadre',
  'phones.invite-card': 'La carte est sur le cadre',
  'phones.invite-scan':
    'Scannez-la avec le nouveau téléphone. Elle vaut trois minutes, pour un seul téléphone.',
  'phones.invite-compare':
    'Le nouveau téléphone et le cadre montrent six chiffres. Tapez-les ici s’ils sont identiques.',
  'phones.invite-digits': 'Six chiffres',
  'phones.invite-differ': 'S’ils diffèrent, quelqu’un est entre les deux : fermez et recommencez.',
  'phones.invite-yes': 'Identiques : laisser entrer',
  'phones.invited': 'Le nouveau téléphone est entré.',
};
