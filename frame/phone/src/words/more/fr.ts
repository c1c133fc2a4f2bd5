/** Les mots des écrans sur les albums, les photos, l’accord et son histoire, en français. */

import { house } from '../house/fr.ts';
import type { MoreTexts } from '../speak.ts';

export const more: MoreTexts = {
  ...house,
  done: 'Terminé',

  'albums.title': 'Albums',
  'albums.new': 'Nouvel album',
  'albums.held': { one: '{n} photo', other: '{n} photos' },
  'albums.none': 'Pas encore de photos',
  'albums.shown': 'Montré jusqu’au {date}, prolongé tout seul',
  'albums.kept': 'Permis jusqu’au {date}, mais pas montré',
  'albums.not-shown': 'Pas montré',
  'albums.over': 'Repris pour de bon',
  'albums.pending': 'Pas encore entendu',
  'albums.proofs': 'Repris',
  'albums.proofs-note': 'Ce que vous avez repris, et la preuve que c’est effacé',
  'albums.empty': 'Pas encore d’albums',
  'albums.empty-words':
    'Un album réunit des photos qui vont ensemble. Pour chacun, vous décidez ce qu’un cadre peut en faire.',
  'albums.split':
    'Dans « {title} », deux copies d’un téléphone disent des choses différentes, peut-être après une restauration. Les cadres n’en croient aucune. Reprenez l’album et commencez-en un nouveau.',
  'albums.made': '« {title} » est prêt pour des photos.',
  'albums.reading': 'Les mots s’écrivent…',

  'album.consent': 'Ce que les cadres peuvent faire',
  'album.send': 'Ajouter des photos',
  'album.rename': 'Renommer l’album',
  'album.select': 'Choisir',
  'album.stop': 'Ne plus choisir',
  'album.chosen': { one: '{n} choisie', other: '{n} choisies' },
  'album.all': 'Toutes',
  'album.favourite': 'Favorite',
  'album.no-favourite': 'Plus favorite',
  'album.hide': 'Masquer',
  'album.show': 'Remontrer',
  'album.move': 'Déplacer',
  'album.delete': 'Supprimer',
  'album.grid': 'Photos de {title}',
  'album.undated': 'Sans date',
  'album.gone': 'Cet album n’existe plus.',
  'album.place': '{n} sur {of}',
  'album.hidden': 'masquée',
  'album.coming': 'en route',
  'album.refused': 'refusée',
  'album.empty': 'Rien ici pour l’instant',
  'album.empty-words':
    'Les photos sont nettoyées et scellées sur ce téléphone avant de le quitter.',
  'album.over':
    'Cet album a été repris pour de bon. Ses photos sont effacées, et il n’en prend plus.',
  'album.move-where': 'Vers quel album ?',
  'album.move-words':
    'Chaque cadre qui les a les range dans l’autre album. C’est seulement alors qu’elles sont retirées d’ici.',
  'album.move-none': 'Il n’y a pas d’autre album où vous pouvez envoyer.',
  'move.title': {
    one: 'Déplacer cette photo vers « {title} » ?',
    other: 'Déplacer {n} photos vers « {title} » ?',
  },
  'move.keeps': {
    one: '{frame} continue de la montrer.',
    other: '{frame} continue de les montrer.',
  },
  'move.loses': {
    one: '{frame} ne montrera plus cette photo, car il ne peut pas montrer « {title} ». Elle y est effacée.',
    other:
      '{frame} ne montrera plus ces photos, car il ne peut pas montrer « {title} ». Elles y sont effacées.',
  },
  'move.lacks': {
    one: '{frame} peut montrer « {title} », mais n’a pas cette photo et ne la reçoit pas.',
    other: '{frame} peut montrer « {title} », mais n’a pas ces photos et ne les reçoit pas.',
  },
  'move.nowhere': 'Aucun cadre qui les a ne peut montrer cet album.',
  'move.yes': 'Déplacer',
  'move.going': 'Déplacement vers « {title} »',
  'move.count': '{moved} sur {n} déplacées',
  'move.complete': {
    one: '{n} photo est maintenant dans « {title} ».',
    other: '{n} photos sont maintenant dans « {title} ».',
  },
  'move.waits':
    'En attente de : {frames}. Cela continue tout seul quand cette page est ouverte et le cadre joignable.',
  'move.stays': {
    one: '{n} photo reste dans « {title} », sur chaque cadre.',
    other: '{n} photos restent dans « {title} », sur chaque cadre.',
  },
  'move.why': '{frame} : {words}',
  'move.lost': 'N’est plus montré sur : {frames}.',
  'move.proof': 'Voir la preuve',
  'move.stop': 'Arrêter le déplacement',
  'move.leave': 'Les laisser là',
  'move.stopped': 'Ce qui n’était pas encore déplacé reste où il était.',
  'album.marked': { one: 'Fait pour {n} photo.', other: 'Fait pour {n} photos.' },

  'photo.caption': 'Légende',
  'photo.caption-note': 'Elle peut apparaître sous la photo, sur le cadre.',
  'photo.previous': 'Photo précédente',
  'photo.next': 'Photo suivante',
  'photo.earlier': 'Avancer',
  'photo.later': 'Reculer',
  'photo.order': 'Place dans l’album',
  'photo.moved': 'Maintenant {n} sur {of}.',
  'photo.gone': 'Cette photo n’existe plus.',
  'photo.size': '{width} sur {height} pixels',
  'photo.mine': 'Envoyée de ce téléphone',
  'photo.theirs': 'Envoyée par quelqu’un d’autre',
  'photo.picture': 'La photo, {date}',
  'photo.coming': 'En route vers le cadre',
  'photo.refused': 'Le cadre l’a refusée',
  'photo.whole': 'La photo entière arrive',
  'photo.larger': 'Agrandir',
  'photo.smaller': 'Réduire',
  'photo.there': 'Sur le cadre',
  'photo.hidden': 'Masquée : le cadre la garde mais ne la montre pas',

  'erase.title': { one: 'Supprimer cette photo ?', other: 'Supprimer {n} photos ?' },
  'erase.words': {
    one: 'Cette photo, sa petite copie, ce qui en a été appris et sa clé sont effacés sur {frames}, et sur chaque cadre qui l’a reçue de là.',
    other:
      'Ces {n} photos, leurs petites copies, ce qui en a été appris et leurs clés sont effacés sur {frames}, et sur chaque cadre qui les a reçues de là.',
  },
  'erase.nowhere':
    'Aucun cadre ne peut montrer cet album. Ce qu’un cadre en garde encore est effacé.',
  'erase.final': 'C’est irréversible. Les photos de votre propre galerie restent.',
  'erase.yes': 'Supprimer',

  'proof.title': 'Repris',
  'proof.empty': 'Rien n’a été repris',
  'proof.empty-words':
    'Quand vous supprimez une photo ou reprenez un accord, la preuve de chaque cadre apparaît ici.',
  'proof.photos': { one: '{n} photo de « {title} »', other: '{n} photos de « {title} »' },
  'proof.purposes': '« {title} » : {purposes}',
  'proof.frame': '« {title} », tout sur un cadre',
  'proof.album': 'Tout l’album « {title} »',
  'proof.everything': 'Tout ce qui est à moi',
  'proof.at': 'Repris : {date}',
  'proof.erased': {
    one: '{frame} a effacé {n} photo.',
    other: '{frame} a effacé {n} photos.',
  },
  'proof.none': '{frame} n’en avait aucune photo.',
  'proof.kept': '{frame} n’a effacé aucune photo, seulement ce qui était calculé pour cela.',
  'proof.when': 'Effacé : {date}',
  'proof.signed': 'Signé : {signature}',
  'proof.signature': 'La signature entière',
  'proof.checked':
    'Ce téléphone a vérifié la signature du cadre. Dès la génération {generation}, son trousseau n’a plus aucune clé de ces photos.',
  'proof.pending': '{frame} n’a pas encore répondu.',
  'proof.pending-since':
    'Demandé {ago}. Le cadre efface dès qu’il l’apprend, avant de montrer la photo suivante.',
  'proof.forgotten': 'Vous avez oublié ce cadre avant qu’il réponde.',
  'proof.all': 'Chaque cadre a répondu',
  'proof.open': {
    one: '{n} cadre n’a pas répondu',
    other: '{n} cadres n’ont pas répondu',
  },
  'proof.nobody': 'Aucun cadre n’en avait rien',

  'consent.title': 'Ce que les cadres peuvent faire',
  'consent.until':
    'Jusqu’au {date}. Ce téléphone prolonge si vous l’ouvrez de temps en temps. Sinon, {frame} cesse ce jour-là de montrer ces photos et les efface 90 jours plus tard.',
  'consent.nothing': '{frame} ne peut rien faire de ces photos.',
  'consent.final': 'Repris pour de bon. Cet album ne peut plus être donné à {frame}.',
  'consent.over': 'Cet album a été repris pour de bon.',
  'consent.not-mine':
    'Seul un propriétaire de cet album peut changer ce que les cadres peuvent en faire.',
  'consent.pending': 'Le cadre ne le sait pas encore',
  'consent.pending-note': 'Il l’apprendra dès qu’il sera allumé et joignable.',
  'consent.display': 'Les montrer',
  'consent.display-does':
    'Met ces photos sur son écran. Tout le monde dans la pièce peut les voir.',
  'consent.display-not': 'Pas sur internet, ni sur aucun autre écran.',
  'consent.enhance': 'Les embellir',
  'consent.enhance-does':
    'Corrige lumière, couleur, inclinaison et yeux rouges pendant qu’une photo est montrée.',
  'consent.enhance-not': 'La photo elle-même ne change pas.',
  'consent.score': 'Choisir les meilleures',
  'consent.score-does':
    'Les regarde lui-même : nette, yeux ouverts, cinq fois la même ? Puis il choisit.',
  'consent.score-not': 'Ce qu’il voit reste sur le cadre. Aucune entreprise ne les regarde.',
  'consent.faces': 'Reconnaître ceux qui ont dit oui',
  'consent.faces-does': 'Compare les visages avec les personnes qui ont accepté d’être reconnues.',
  'consent.faces-not': 'Il ne cherche jamais à savoir qui sont les autres.',
  'consent.share': 'Les transmettre',
  'consent.share-does':
    'Envoie ces photos aux autres cadres à qui vous avez aussi donné cet album.',
  'consent.share-not': 'À aucun autre cadre, et à aucune entreprise.',
  'consent.blur': 'Flouter d’abord les inconnus',
  'consent.blur-note':
    'Avant de transmettre une photo, il floute chaque visage de qui n’est pas inscrit.',
  'consent.blurred': 'Les inconnus sont floutés avant qu’une photo soit transmise.',
  'consent.unblurred': 'Les inconnus ne sont pas floutés dans ce qui est transmis.',
  'consent.agree-title': 'Êtes-vous d’accord ?',
  'consent.agree': 'Je suis d’accord',
  'consent.agreed': '{frame} va l’apprendre.',
  'consent.back-title': 'Reprendre « {purpose} » ?',
  'consent.any-words':
    'Chaque photo de cet album, ses petites copies, ce qui en a été appris et ses clés seront effacés sur {frame}, et sur chaque cadre qui l’a reçue de là.',
  'consent.again': 'Si vous le permettez de nouveau plus tard, il faudra renvoyer les photos.',
  'consent.back-enhance':
    '{frame} montrera ces photos telles quelles. Ce qui était préparé pour les corriger est jeté.',
  'consent.back-score':
    '{frame} oublie ce qui a été vu dans ces photos. Elles restent montrées, mais choisies sans regarder.',
  'consent.back-faces':
    '{frame} oublie qui est sur ces photos. Les personnes restent inscrites ; oubliez-les sous Personnes.',
  'consent.back-share':
    '{frame} ne transmet plus aucune de ces photos. Ce que les autres cadres peuvent faire se règle pour chacun.',
  'consent.back-yes': 'Reprendre',
  'consent.all': 'Tout reprendre à {frame}',
  'consent.all-title': 'Tout reprendre à {frame} ?',
  'consent.all-words': {
    one: 'Cette photo, sa petite copie, ce qui en a été appris et sa clé seront effacés sur {frame}, et sur chaque cadre qui l’a reçue de là.',
    other:
      'Ces {n} photos, leurs petites copies, ce qui en a été appris et leurs clés seront effacés sur {frame}, et sur chaque cadre qui les a reçues de là.',
  },
  'consent.all-final':
    'C’est pour de bon : cet album ne pourra plus être donné à {frame}. Les photos de votre propre galerie restent.',
  'consent.album': 'Reprendre tout l’album',
  'consent.album-title': 'Reprendre tout l’album ?',
  'consent.album-words': {
    one: 'Cette photo, sa petite copie, ce qui en a été appris et sa clé seront effacés sur chaque cadre qui l’a reçue un jour : {frames}.',
    other:
      'Ces {n} photos, leurs petites copies, ce qui en a été appris et leurs clés seront effacés sur chaque cadre qui les a reçues un jour : {frames}.',
  },
  'consent.album-final':
    'C’est pour de bon : l’album ne prend plus de photos. Les photos de votre propre galerie restent.',
  'consent.proof': 'Chaque cadre répond par un reçu signé. Vous le voyez juste après.',
  'consent.history': 'Ce qui a été convenu, et quand',

  'history.title': 'Ce qui a été convenu',
  'history.empty': 'Rien n’a encore été convenu',
  'history.founded': '{who} a créé l’album.',
  'history.granted': '{who} a permis à {frame} : {purposes}.',
  'history.renewed': '{who} a prolongé pour {frame} : {purposes}.',
  'history.took-back': '{who} a repris à {frame} : {purposes}.',
  'history.took-photos': {
    one: '{who} a repris {n} photo.',
    other: '{who} a repris {n} photos.',
  },
  'history.took-frame': '{who} a tout repris à {frame}.',
  'history.took-album': '{who} a repris tout l’album.',
  'history.receipt': {
    one: '{frame} a effacé {n} photo et l’a signé.',
    other: '{frame} a effacé {n} photos et l’a signé.',
  },
  'history.admitted': '{who} peut participer à cet album.',
  'history.dismissed': '{who} ne participe plus à cet album.',
  'history.me': 'Ce téléphone',
  'history.until': 'Jusqu’au {date}',
  'history.words': 'Les mots exacts, tels que montrés',
};
