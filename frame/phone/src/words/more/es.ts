/** Las palabras de las pantallas de álbumes, fotos, consentimiento y su historia, en español. */

import { house } from '../house/es.ts';
import type { MoreTexts } from '../speak.ts';

export const more: MoreTexts = {
  ...house,
  done: 'Listo',

  'albums.title': 'Álbumes',
  'albums.new': 'Álbum nuevo',
  'albums.held': { one: '{n} foto', other: '{n} fotos' },
  'albums.none': 'Aún sin fotos',
  'albums.shown': 'Se muestra hasta el {date}, se renueva solo',
  'albums.kept': 'Permitido hasta el {date}, pero no se muestra',
  'albums.not-shown': 'No se muestra',
  'albums.over': 'Retirado para siempre',
  'albums.pending': 'Aún no lo sabe',
  'albums.proofs': 'Retirado',
  'albums.proofs-note': 'Lo que has retirado, y la prueba de que ya no está',
  'albums.empty': 'Aún no hay álbumes',
  'albums.empty-words':
    'Un álbum guarda fotos que van juntas. Para cada uno decides qué puede hacer un marco con él.',
  'albums.split':
    'En «{title}», dos copias de un teléfono dicen cosas distintas, quizá tras restaurar una copia. Los marcos no creen a ninguna. Retira el álbum y empieza uno nuevo.',
  'albums.made': '«{title}» está listo para recibir fotos.',
  'albums.reading': 'Escribiendo las palabras…',

  'album.consent': 'Qué pueden hacer los marcos',
  'album.send': 'Añadir fotos',
  'album.rename': 'Cambiar el nombre del álbum',
  'album.select': 'Elegir',
  'album.stop': 'Dejar de elegir',
  'album.chosen': { one: '{n} elegida', other: '{n} elegidas' },
  'album.all': 'Todas',
  'album.favourite': 'Favorita',
  'album.no-favourite': 'No favorita',
  'album.hide': 'Ocultar',
  'album.show': 'Mostrar',
  'album.move': 'Mover',
  'album.delete': 'Borrar',
  'album.grid': 'Fotos de {title}',
  'album.undated': 'Sin fecha',
  'album.gone': 'Este álbum ya no existe.',
  'album.place': '{n} de {of}',
  'album.hidden': 'oculta',
  'album.coming': 'en camino',
  'album.refused': 'rechazada',
  'album.empty': 'Aquí aún no hay nada',
  'album.empty-words': 'Las fotos se limpian y se sellan en este teléfono antes de salir de él.',
  'album.over':
    'Este álbum se retiró para siempre. Sus fotos se borraron, y no admite otras nuevas.',
  'album.move-where': '¿A qué álbum?',
  'album.move-words':
    'Cada marco que las tiene las guarda en el otro álbum. Solo entonces se retiran de aquí.',
  'album.move-none': 'No hay otro álbum al que puedas enviar.',
  'move.title': { one: '¿Mover esta foto a «{title}»?', other: '¿Mover {n} fotos a «{title}»?' },
  'move.keeps': { one: '{frame} la sigue mostrando.', other: '{frame} las sigue mostrando.' },
  'move.loses': {
    one: '{frame} ya no mostrará esta foto, porque no puede mostrar «{title}». Allí se borra.',
    other:
      '{frame} ya no mostrará estas fotos, porque no puede mostrar «{title}». Allí se borran.',
  },
  'move.lacks': {
    one: '{frame} puede mostrar «{title}», pero no tiene esta foto y no la recibe.',
    other: '{frame} puede mostrar «{title}», pero no tiene estas fotos y no las recibe.',
  },
  'move.nowhere': 'Ningún marco que las tiene puede mostrar este álbum.',
  'move.yes': 'Mover',
  'move.going': 'Moviendo a «{title}»',
  'move.count': '{moved} de {n} movidas',
  'move.complete': {
    one: '{n} foto está ahora en «{title}».',
    other: '{n} fotos están ahora en «{title}».',
  },
  'move.waits':
    'Esperando a: {frames}. Sigue solo cuando esta página está abierta y el marco está al alcance.',
  'move.stays': {
    one: '{n} foto se queda en «{title}», en todos los marcos.',
    other: '{n} fotos se quedan en «{title}», en todos los marcos.',
  },
  'move.why': '{frame}: {words}',
  'move.lost': 'Ya no se muestra en: {frames}.',
  'move.proof': 'Ver la prueba',
  'move.stop': 'Dejar de mover',
  'move.leave': 'Dejarlas allí',
  'move.stopped': 'Lo que aún no se había movido se queda donde estaba.',
  'album.marked': { one: 'Hecho con {n} foto.', other: 'Hecho con {n} fotos.' },

  'photo.caption': 'Pie de foto',
  'photo.caption-note': 'Puede aparecer debajo de la foto, en el marco.',
  'photo.previous': 'Foto anterior',
  'photo.next': 'Foto siguiente',
  'photo.earlier': 'Adelantar',
  'photo.later': 'Atrasar',
  'photo.order': 'Lugar en el álbum',
  'photo.moved': 'Ahora {n} de {of}.',
  'photo.gone': 'Esta foto ya no existe.',
  'photo.size': '{width} por {height} píxeles',
  'photo.mine': 'Enviada desde este teléfono',
  'photo.theirs': 'Enviada por otra persona',
  'photo.picture': 'La foto, {date}',
  'photo.coming': 'En camino al marco',
  'photo.refused': 'El marco la rechazó',
  'photo.whole': 'Llega la foto entera',
  'photo.larger': 'Ampliar',
  'photo.smaller': 'Reducir',
  'photo.there': 'En el marco',
  'photo.hidden': 'Oculta: el marco la guarda, pero no la muestra',

  'erase.title': { one: '¿Borrar esta foto?', other: '¿Borrar {n} fotos?' },
  'erase.words': {
    one: 'Esta foto, su copia pequeña, lo que se aprendió de ella y su clave se borran en {frames}, y en cada marco que la recibió de allí.',
    other:
      'Estas {n} fotos, sus copias pequeñas, lo que se aprendió de ellas y sus claves se borran en {frames}, y en cada marco que las recibió de allí.',
  },
  'erase.nowhere':
    'Ahora ningún marco puede mostrar este álbum. Lo que un marco aún guarde de él se borra.',
  'erase.final': 'No se puede deshacer. Las fotos de tu propia galería se quedan.',
  'erase.yes': 'Borrar',

  'proof.title': 'Retirado',
  'proof.empty': 'No se ha retirado nada',
  'proof.empty-words':
    'Cuando borres una foto o retires un permiso, aquí aparecerá la prueba de cada marco.',
  'proof.photos': { one: '{n} foto de «{title}»', other: '{n} fotos de «{title}»' },
  'proof.purposes': '«{title}»: {purposes}',
  'proof.frame': '«{title}», todo en un marco',
  'proof.album': 'El álbum «{title}» entero',
  'proof.everything': 'Todo lo mío',
  'proof.at': 'Retirado: {date}',
  'proof.erased': { one: '{frame} borró {n} foto.', other: '{frame} borró {n} fotos.' },
  'proof.none': '{frame} no tenía ninguna foto de esto.',
  'proof.kept': '{frame} no borró ninguna foto, solo lo que había calculado para esto.',
  'proof.when': 'Borrado: {date}',
  'proof.signed': 'Firmado: {signature}',
  'proof.signature': 'La firma entera',
  'proof.checked':
    'Este teléfono comprobó la firma del marco. Desde la generación {generation}, su llavero no tiene ninguna clave de estas fotos.',
  'proof.pending': '{frame} aún no ha respondido.',
  'proof.pending-since':
    'Pedido {ago}. El marco borra en cuanto lo sabe, antes de mostrar la foto siguiente.',
  'proof.forgotten': 'Olvidaste este marco antes de que respondiera.',
  'proof.all': 'Todos los marcos han respondido',
  'proof.open': {
    one: '{n} marco no ha respondido',
    other: '{n} marcos no han respondido',
  },
  'proof.nobody': 'Ningún marco tenía nada de esto',

  'consent.title': 'Qué pueden hacer los marcos',
  'consent.until':
    'Hasta el {date}. Este teléfono lo renueva si lo abres de vez en cuando. Si no, {frame} deja de mostrar estas fotos ese día y las borra 90 días después.',
  'consent.nothing': '{frame} no puede hacer nada con estas fotos.',
  'consent.final': 'Retirado para siempre. Este álbum no se puede volver a dar a {frame}.',
  'consent.over': 'Este álbum se retiró para siempre.',
  'consent.not-mine':
    'Solo quien es dueño de este álbum puede cambiar qué pueden hacer los marcos con él.',
  'consent.pending': 'El marco aún no lo sabe',
  'consent.pending-note': 'Lo sabrá en cuanto esté encendido y conectado.',
  'consent.display': 'Mostrarlas',
  'consent.display-does': 'Pone estas fotos en su pantalla. Todos en la habitación pueden verlas.',
  'consent.display-not': 'No en internet, ni en ninguna otra pantalla.',
  'consent.enhance': 'Que se vean más bonitas',
  'consent.enhance-does':
    'Mejora la luz, el color, la inclinación y los ojos rojos mientras muestra una foto.',
  'consent.enhance-not': 'La foto en sí queda como está.',
  'consent.score': 'Elegir las mejores',
  'consent.score-does':
    'Las mira él mismo: ¿nítida, ojos abiertos, cinco veces la misma? Luego elige.',
  'consent.score-not': 'Lo que ve se queda en el marco. Ninguna empresa las mira.',
  'consent.faces': 'Reconocer a quien dijo que sí',
  'consent.faces-does': 'Compara las caras con las personas que aceptaron ser reconocidas.',
  'consent.faces-not': 'Nunca intenta averiguar quiénes son los demás.',
  'consent.share': 'Pasarlas a otros',
  'consent.share-does': 'Envía estas fotos a otros marcos a los que también diste este álbum.',
  'consent.share-not': 'A ningún otro marco, y a ninguna empresa.',
  'consent.blur': 'Antes, difuminar a desconocidos',
  'consent.blur-note': 'Antes de pasar una foto, difumina cada cara de quien no está inscrito.',
  'consent.blurred': 'A los desconocidos se les difumina antes de pasar una foto.',
  'consent.unblurred': 'A los desconocidos no se les difumina en lo que se pasa.',
  'consent.agree-title': '¿Estás de acuerdo?',
  'consent.agree': 'Estoy de acuerdo',
  'consent.agreed': '{frame} lo sabrá.',
  'consent.back-title': '¿Retirar «{purpose}»?',
  'consent.any-words':
    'Cada foto de este álbum, sus copias pequeñas, lo que se aprendió de ella y sus claves se borrarán en {frame}, y en cada marco que la recibió de allí.',
  'consent.again': 'Si más tarde lo permites otra vez, habrá que enviar las fotos de nuevo.',
  'consent.back-enhance':
    '{frame} muestra estas fotos tal como llegaron. Lo preparado para mejorarlas se tira.',
  'consent.back-score':
    '{frame} olvida lo que vio en estas fotos. Las sigue mostrando, pero elige sin mirar.',
  'consent.back-faces':
    '{frame} olvida quién está en estas fotos. Las personas siguen inscritas; olvídalas en Personas.',
  'consent.back-share':
    '{frame} ya no pasa ninguna de estas fotos. Lo que pueden hacer otros marcos se decide en cada uno.',
  'consent.back-yes': 'Retirar',
  'consent.all': 'Retirar todo de {frame}',
  'consent.all-title': '¿Retirar todo de {frame}?',
  'consent.all-words': {
    one: 'Esta foto, su copia pequeña, lo que se aprendió de ella y su clave se borrarán en {frame}, y en cada marco que la recibió de allí.',
    other:
      'Estas {n} fotos, sus copias pequeñas, lo que se aprendió de ellas y sus claves se borrarán en {frame}, y en cada marco que las recibió de allí.',
  },
  'consent.all-final':
    'Es para siempre: este álbum no se podrá volver a dar a {frame}. Las fotos de tu propia galería se quedan.',
  'consent.album': 'Retirar el álbum entero',
  'consent.album-title': '¿Retirar el álbum entero?',
  'consent.album-words': {
    one: 'Esta foto, su copia pequeña, lo que se aprendió de ella y su clave se borrarán en cada marco que alguna vez la recibió: {frames}.',
    other:
      'Estas {n} fotos, sus copias pequeñas, lo que se aprendió de ellas y sus claves se borrarán en cada marco que alguna vez las recibió: {frames}.',
  },
  'consent.album-final':
    'Es para siempre: el álbum ya no admite fotos. Las fotos de tu propia galería se quedan.',
  'consent.proof': 'Cada marco responde con un recibo firmado. Lo verás enseguida.',
  'consent.history': 'Qué se acordó, y cuándo',

  'history.title': 'Lo que se acordó',
  'history.empty': 'Aún no se ha acordado nada',
  'history.founded': '{who} creó el álbum.',
  'history.granted': '{who} permitió a {frame}: {purposes}.',
  'history.renewed': '{who} renovó para {frame}: {purposes}.',
  'history.took-back': '{who} retiró de {frame}: {purposes}.',
  'history.took-photos': { one: '{who} retiró {n} foto.', other: '{who} retiró {n} fotos.' },
  'history.took-frame': '{who} retiró todo de {frame}.',
  'history.took-album': '{who} retiró el álbum entero.',
  'history.receipt': {
    one: '{frame} borró {n} foto y lo firmó.',
    other: '{frame} borró {n} fotos y lo firmó.',
  },
  'history.admitted': '{who} puede participar en este álbum.',
  'history.dismissed': '{who} ya no participa en este álbum.',
  'history.me': 'Este teléfono',
  'history.until': 'Hasta el {date}',
  'history.words': 'Las palabras exactas, tal como se mostraron',
};
