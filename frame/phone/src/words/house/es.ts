/** Las palabras de las pantallas de personas, privacidad y teléfonos, en español. */

import type { HouseTexts } from './texts.ts';

export const house: HouseTexts = {
  step: 'Paso {n} de {of}',

  'people.title': 'Personas',
  'people.lead': 'A quién puede reconocer el marco, porque dijo que sí.',
  'people.off': 'El marco no reconoce a nadie',
  'people.off-words':
    'Encuentra las caras para no cortar ninguna cabeza, pero no sabe de quién son ni calcula nada que lo diga. Eso solo cambia cuando una persona acepta.',
  'people.enrol': 'Inscribir a alguien',
  'people.photos': { one: 'Aparece en {n} foto', other: 'Aparece en {n} fotos' },
  'people.own-device': 'Aceptó en su propio teléfono, {date}',
  'people.note': 'Aceptó con su firma, {date}',
  'people.at-the-frame': 'Aceptó ante el marco, {date}',
  'people.private': 'No se muestra a invitados',
  'people.forget-label': 'Olvidar a {name}',
  'people.forget-title': '¿Olvidar a {name}?',
  'people.forget-words':
    'El marco destruye la clave con la que se guarda la cara de {name} y quita el nombre de cada foto. Las fotos se quedan.',
  'people.forget-yes': 'Olvidar a esta persona',
  'people.forgotten':
    'Olvido hecho: la clave de {name} está destruida, y el nombre ya no está en ninguna foto.',
  'people.closed': 'Este teléfono puede mirar. Para inscribir hay que ser dueño o poder enviar.',
  'people.who': '¿Quién acepta?',
  'people.who-me': 'Soy yo',
  'people.who-me-note': 'Acepto por mí, en mi propio teléfono.',
  'people.who-other': 'Alguien a mi lado',
  'people.who-other-note': 'Lee las palabras y escribe su nombre por sí mismo.',
  'people.who-child': 'Una madre o un padre, por un niño',
  'people.who-child-note': 'Para menores de 16. Pregunta también al niño, por favor.',
  'people.name': 'Nombre en el marco',
  'people.name-note': 'Solo lo ven el marco y sus teléfonos.',
  'people.next': 'Siguiente',
  'people.read': 'Lee esto, por favor',
  'people.hand-over': 'Da ahora el teléfono a la persona que acepta.',
  'people.sign': 'Tu nombre completo, como firma',
  'people.sign-child': 'Tu nombre completo, como madre, padre o tutor',
  'people.adult': 'Tengo 16 años o más.',
  'people.asked': 'También he preguntado al niño.',
  'people.yes': 'Acepto',
  'people.pick': 'Muestra al marco quién es',
  'people.pick-words':
    'Elige hasta 8 fotos y toca la cara en cada una. Lo mejor son tres de años distintos, con la cara sola o con mucho la más grande.',
  'people.album': '¿Qué álbum?',
  'people.tap-face': 'Toca la cara de {name}.',
  'people.face': 'Cara {n} de {of}',
  'people.no-face': 'El marco no encontró ninguna cara en esta foto. Elige otra.',
  'people.unseen': 'El marco aún no la ha mirado.',
  'people.faces-off':
    'En este álbum el marco no puede comparar caras. Permítelo antes, en «Qué pueden hacer los marcos».',
  'people.score-off':
    'En este álbum el marco no puede mirar las fotos. Permite antes «{wish}», en «Qué pueden hacer los marcos».',
  'people.picked': { one: '{n} cara elegida', other: '{n} caras elegidas' },
  'people.other-photo': 'Elegir otra foto',
  'people.remove-face': 'Dejar fuera la cara {n}',
  'people.finish': 'Inscribir a {name}',
  'people.enrolled': 'Inscripción hecha: {name}. El marco revisa ahora sus fotos; tarda un poco.',
  'people.no-albums': 'En este marco aún no hay ningún álbum con fotos.',

  'privacy.title': 'Privacidad',
  'privacy.lead': 'Lo que {frame} sabe, hace y dice.',
  'privacy.stores': 'Lo que guarda',
  'privacy.stores-note': 'Todo cifrado, en el propio marco.',
  'privacy.photos': {
    one: '{n} foto, del tamaño de su pantalla',
    other: '{n} fotos, del tamaño de su pantalla',
  },
  'privacy.thumbnails': {
    one: '{n} copia pequeña para listas',
    other: '{n} copias pequeñas para listas',
  },
  'privacy.seen': {
    one: 'Lo que vio en {n} foto, en números: nitidez, colores, caras',
    other: 'Lo que vio en {n} fotos, en números: nitidez, colores, caras',
  },
  'privacy.face-codes': {
    one: '{n} código de cara de personas que aceptaron',
    other: '{n} códigos de cara de personas que aceptaron',
  },
  'privacy.lines': {
    one: '{n} línea firmada: un permiso o un recibo',
    other: '{n} líneas firmadas: permisos y recibos',
  },
  'privacy.notes': {
    one: '{n} nota: un pie, título o favorita',
    other: '{n} notas: pies, títulos, favoritas',
  },
  'privacy.moving': {
    one: '{n} foto en camino, aún sellada',
    other: '{n} fotos en camino, aún selladas',
  },
  'privacy.devices': {
    one: '{n} teléfono o marco que conoce',
    other: '{n} teléfonos y marcos que conoce',
  },
  'privacy.likes': {
    one: '{n} favorita o foto pasada, para aprender qué te gusta',
    other: '{n} favoritas y fotos pasadas, para aprender qué te gusta',
  },
  'privacy.not-kept':
    'No guarda el lugar de ninguna foto, ni números de serie, ni imágenes de su cámara.',
  'privacy.computes': 'Lo que calcula',
  'privacy.computes-note': 'Solo en el marco. Sin nube, sin empresas.',
  'privacy.looking': {
    one: 'Miró {n} foto para elegir bien.',
    other: 'Miró {n} fotos para elegir bien.',
  },
  'privacy.mending': {
    one: 'Mejora {n} foto al mostrarla.',
    other: 'Mejora {n} fotos al mostrarlas.',
  },
  'privacy.comparing': {
    one: 'Reconoció a personas en {n} foto.',
    other: 'Reconoció a personas en {n} fotos.',
  },
  'privacy.liking': {
    one: 'Aprende de {n} favorita o foto pasada.',
    other: 'Aprende de {n} favoritas y fotos pasadas.',
  },
  'privacy.guarding': {
    one: 'Retuvo {n} foto con desnudos o documentos.',
    other: 'Retuvo {n} fotos con desnudos o documentos.',
  },
  'privacy.looking-off': 'No mira las fotos.',
  'privacy.mending-off': 'No mejora las fotos.',
  'privacy.comparing-off': 'No reconoce a nadie.',
  'privacy.liking-off': 'No aprende qué te gusta.',
  'privacy.guarding-off': 'No busca desnudos ni documentos.',
  'privacy.watching':
    'Su cámara nota si hay alguien y cuánta luz hay. Ninguna imagen se guarda ni se envía.',
  'privacy.watching-off': 'Ninguna cámara mira la habitación.',
  'privacy.other': '{what}: {n}',
  'privacy.sends': 'Con quién habla',
  'privacy.sends-note': 'Todas sus conexiones, sin dejar ninguna.',
  'privacy.own-broker': 'Su correo. Lleva cartas selladas y solo ve tamaños y horas.',
  'privacy.other-broker': 'El correo de otro marco. También solo ve tamaños y horas.',
  'privacy.page': 'Da esta página a los teléfonos de casa.',
  'privacy.updates':
    'Allí pregunta de noche si hay una versión firmada más nueva; no cuenta nada de ustedes.',
  'privacy.up': 'conectado',
  'privacy.down': 'sin conexión',
  'privacy.alone': 'Con nadie. No está conectado a nada.',
  'privacy.no-more': 'Sin telemetría, sin nube, sin buscar actualizaciones, sin publicidad.',
  'privacy.key': 'La clave del marco',
  'privacy.key-file':
    'Su clave está en un archivo junto a las fotos. Quien robe el marco entero puede leerlas. Quien solo encuentre un archivo de foto, no.',
  'privacy.key-system':
    'El sistema le entrega su clave en cada arranque; no está junto a las fotos.',
  'privacy.key-chip':
    'Su clave está ligada a este mismo aparato. Quien se lleve solo la tarjeta no puede leer las fotos. Quien robe el marco entero, sí.',
  'privacy.key-passphrase':
    'Tras cada arranque alguien escribe su frase secreta. Quien robe el marco apagado no puede leer las fotos sin ella.',
  'privacy.key-phones':
    'Su clave se reparte con los teléfonos que son sus dueños. Lejos de casa, sin uno de ellos, el marco sigue cerrado. Donde aún se pueda alcanzar uno, se abre.',
  'privacy.key-part':
    'Este teléfono guarda una parte y solo la da mientras esta página está abierta. Si ningún teléfono conserva su parte, las fotos del marco quedan cerradas para siempre.',
  'privacy.key-other': 'Su clave se guarda en: {tier}.',
  'privacy.trust': 'Hasta dónde fiarte de esta página',
  'privacy.lan-http':
    'Llegó por la red de tu casa, sin certificado. Quien controle tu wifi pudo cambiarla por el camino. Esta página sella tus fotos: no son más seguras que ella.',
  'privacy.frame-https':
    'Llegó del propio marco, con su certificado. Nadie pudo cambiarla por el camino.',
  'privacy.static-https':
    'Llegó de una dirección web, con un certificado público. Quien lleva esa dirección decide qué hace esta página. Tus fotos nunca van allí.',
  'privacy.ca-title': 'Hacerla segura',
  'privacy.ca-1':
    'Descarga el certificado del marco y ábrelo. Tu teléfono pregunta si debe instalarlo.',
  'privacy.ca-2': 'Pulsa «Mostrar en el marco». El marco muestra su huella durante un minuto.',
  'privacy.ca-3':
    'Compárala con la de abajo. Si es igual, instala el certificado y confía en él. Si no, hay alguien en medio: no lo hagas.',
  'privacy.ca-4': 'Abre esta página otra vez con https.',
  'privacy.ca-limit': 'Solo vale para los nombres de este marco, para ningún otro sitio.',
  'privacy.ca-get': 'Descargarlo',
  'privacy.ca-show': 'Mostrar en el marco',
  'privacy.ca-shown': 'Mira ahora el marco.',
  'privacy.ca-print': 'Huella',
  'privacy.phone': 'Lo que guarda este teléfono',
  'privacy.wrapped':
    'Sus claves están en este navegador, bajo una clave que el navegador no entrega.',
  'privacy.plain':
    'Sus claves están tal cual en este navegador, porque sin https no puede encerrarlas. Quien abra este teléfono puede leerlas.',
  'privacy.persistent': 'El navegador prometió guardarlas.',
  'privacy.evict':
    'El navegador puede tirarlas si esta página no se abre en mucho tiempo. En el marco no se pierde nada: otro dueño invita de nuevo a este teléfono.',
  'privacy.evict-alone':
    'Solo hay un dueño. Invita a otro, para que alguien pueda dejarte volver.',
  'privacy.audit': 'El marco se revisa a sí mismo',
  'privacy.audit-at': { one: '{n} revisión, {ago}', other: '{n} revisiones, {ago}' },
  'privacy.audit-clean': 'No encontró nada preocupante.',
  'privacy.audit-none': 'Aún no ha habido revisión.',
  'privacy.audit-do': 'Qué hacer: {words}',
  'privacy.journal-begun':
    'Desde ahora este teléfono recuerda cómo acaba el diario del marco: en la línea {line}.',
  'privacy.journal-holds':
    'El diario aún contiene la línea {line}, que este teléfono recuerda desde el {date}.',
  'privacy.journal-differs':
    'El diario del marco no es el que este teléfono recuerda desde el {date}: se cortó o se escribió de nuevo. Alguien restauró el marco desde una copia, su tarjeta lo perdió u otra persona tuvo sus claves.',
  'privacy.yours': 'Lo que puedes hacer',
  'privacy.export': 'Llevármelo todo',
  'privacy.export-note': 'Cada línea firmada, nota y recibo, con todas las fotos si quieres',
  'privacy.exported': 'El archivo está en tus descargas.',
  'take.records': 'Solo los registros',
  'take.records-note': 'Un archivo pequeño: cada línea firmada, nota y recibo, y lo que dicen',
  'take.photos': 'Con todas las fotos',
  'take.photos-note': {
    one: '{n} foto, unos {bytes}, como la tiene {frame}',
    other: '{n} fotos, unos {bytes}, como las tiene {frame}, en archivos ZIP de hasta 1 GB',
  },
  'take.asking': 'Preguntando al marco qué guarda',
  'take.count': '{done} de {n} fotos',
  'take.keep': 'Deja esta página abierta hasta que el archivo esté listo.',
  'take.ready': 'El archivo {n} está listo',
  'take.next': 'Guárdalo. Después se trae el siguiente.',
  'take.last': { one: 'Con {n} foto, eso es todo.', other: 'Con {n} fotos, eso es todo.' },
  'take.missing': {
    one: 'El marco no entregó {n} foto. El archivo dice cuál.',
    other: 'El marco no entregó {n} fotos. El archivo dice cuáles.',
  },
  'take.save': 'Guardar {bytes}',
  'privacy.people-note': 'A quién puede reconocer el marco',
  'privacy.phones-note': 'Quién puede hacer qué en este marco',
  'privacy.leave': 'Irme y borrar todo lo mío',
  'privacy.leave-note': 'En {frame}. Las fotos de otros se quedan.',
  'privacy.leave-title': '¿Dejar {frame}?',
  'privacy.leave-words':
    'Todas tus fotos, álbumes, pies y permisos, y sus claves, se borrarán en {frame}, y en cada marco que los recibió de allí. Todos tus teléfonos se quitan de él.',
  'privacy.leave-yes': 'Borrar todo lo mío',
  'lost.forget': 'Olvidar este marco',
  'lost.note': 'Si está roto, vendido o perdido para siempre',
  'lost.title': '¿Olvidar {frame}?',
  'lost.only':
    'Solo si no vuelve nunca. Si solo está apagado, espera a que responda y déjalo entonces: borra todo lo tuyo y lo firma.',
  'lost.albums': {
    one: 'Ya no puede mostrar {n} álbum tuyo. Eso se firma primero y es definitivo: si lo vinculas otra vez, necesita un álbum nuevo.',
    other:
      'Ya no puede mostrar {n} álbumes tuyos. Eso se firma primero y es definitivo: si lo vinculas otra vez, necesita otros nuevos.',
  },
  'lost.until':
    'Mientras no esté, no se entera. Si funciona, puede mostrar lo que tiene hasta el {until} y no más, y lo borra antes del {erased}.',
  'lost.others': 'Tus otros marcos se enteran ahora y se lo dicen si lo encuentran.',
  'lost.phone':
    'Este teléfono olvida sus claves: aquí ya no llega ningún recibo suyo. Las fotos que solo estaban allí se pierden para ti. Las de tu galería y las de otros marcos se quedan.',
  'lost.part':
    'Este teléfono guarda una parte de su clave, que también se va. Si ningún otro teléfono la tiene, sus fotos no podrán abrirse nunca más.',
  'lost.done': '{frame} queda olvidado.',
  'privacy.wipe': 'Vaciar el marco',
  'privacy.wipe-note': 'Todo, de todos. Antes de regalarlo.',
  'privacy.wipe-title': '¿Vaciar {frame}?',
  'privacy.wipe-words': {
    one: 'La foto ({n}) de {frame}, cada álbum, persona, teléfono y clave, de todos, se destruirán. El marco empieza como nuevo.',
    other:
      'Las {n} fotos de {frame}, cada álbum, persona, teléfono y clave, de todos, se destruirán. El marco empieza como nuevo.',
  },
  'privacy.wipe-type': 'Escribe «{frame}» para confirmar',
  'privacy.wipe-yes': 'Vaciarlo',
  'privacy.wiped': '{frame} destruyó sus claves y empieza de nuevo. Ya no conoce este teléfono.',

  'members.title': 'Quién participa',
  'members.note': 'Quién puede enviar fotos a este álbum',
  'members.lead': 'Quién puede escribir en «{title}».',
  'members.keeper': 'Creó este álbum',
  'members.owner': 'Propietario, hasta el {date}',
  'members.contributor': 'Envía fotos, hasta el {date}',
  'members.as-owner': 'Propietario del álbum',
  'members.as-contributor': 'Colaborador',
  'members.owner-note':
    'Envía fotos, decide lo que pueden hacer los marcos y puede retirarlo todo, aunque se pierda este teléfono.',
  'members.contributor-note': 'Envía fotos y puede retirar las suyas.',
  'members.add': 'Dejar entrar a alguien',
  'members.who': '¿Qué teléfono?',
  'members.what': '¿Qué puede hacer?',
  'members.add-yes': 'Dejarlo entrar',
  'members.added': '«{label}» participa ahora.',
  'members.none': 'Todos los teléfonos que conoce el marco ya participan.',
  'members.remove': 'Excluirlo',
  'members.remove-title': '¿Excluir «{label}» del álbum?',
  'members.remove-words':
    'No podrá escribir nunca más en este álbum. Las fotos que envió se quedan hasta que las retires.',
  'members.removed': '«{label}» ya no participa.',
  'members.closed': 'Solo el teléfono que creó el álbum puede cambiar esto.',
  'members.alone':
    'Deja entrar un segundo teléfono como propietario. Si se pierde este, el otro aún podrá retirarlo todo.',

  'phones.title': 'Teléfonos',
  'phones.lead': 'Quién puede hacer qué en {frame}.',
  'phones.frame': 'Otro marco',
  'phones.owner-note': 'Puede todo: enviar, permitir, retirar, invitar y quitar.',
  'phones.contributor-note': 'Puede enviar fotos y retirar las suyas.',
  'phones.viewer-note': 'Puede ver lo que se muestra, pasar de foto y elegir favoritas.',
  'phones.since': '{role}, desde el {date}',
  'phones.me': 'Este teléfono',
  'phones.rename': 'Nombre del dispositivo',
  'phones.remove': 'Quitar',
  'phones.remove-title': '¿Quitar «{label}»?',
  'phones.remove-words':
    'Queda fuera al instante: ya no puede enviar, ver ni decidir nada en {frame}. Las fotos que envió se quedan hasta que alguien las retire.',
  'phones.remove-lost':
    '¿Perdido o robado? Entonces retira los álbumes que se crearon con él y haz otros nuevos.',
  'phones.remove-me':
    'Es el teléfono que tienes en la mano. Solo puedes volver con otra invitación.',
  'phones.removed': 'Se quitó «{label}».',
  'phones.invite': 'Invitar a alguien',
  'phones.invite-who': '¿Qué podrá hacer?',
  'phones.invite-go': 'Mostrar la tarjeta en el marco',
  'phones.invite-card': 'La tarjeta está en el marco',
  'phones.invite-scan':
    'Escanéala con el teléfono nuevo. Vale tres minutos, para un solo teléfono.',
  'phones.invite-compare':
    'El teléfono nuevo y el marco muestran seis cifras. Escríbelas aquí si son iguales en los dos.',
  'phones.invite-digits': 'Seis cifras',
  'phones.invite-differ': 'Si no coinciden, hay alguien en medio: cierra esto y empieza otra vez.',
  'phones.invite-yes': 'Son iguales: que entre',
  'phones.invited': 'El teléfono nuevo ya está dentro.',
};
