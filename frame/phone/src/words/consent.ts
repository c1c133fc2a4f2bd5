/**
 * The words that people agree to, in every language: what frame/owner/words.py says, for a phone.
 *
 * Rule 1: whole sentences, true to the letter: what is shown is what is hashed and kept.
 * Rule 2: changing a sentence here changes nothing that was agreed to before.
 */

import type { Language } from '../office/calls.ts';
import type { Sentences } from '../owner/agreement.ts';

const en: Sentences = {
  opening: 'With the photos of the album “{title}” the frame “{frame}” may:',
  may: {
    display: 'show them on its screen to whoever stands before it',
    enhance: 'mend light, colour and red eyes in what it shows; the photos stay as they are',
    score:
      'look at them with its own models, to choose what to show; what it sees stays on the frame',
    faces:
      'compare faces in them with people who agreed to be recognised; nothing of that leaves the frame',
    share: 'send them on to other frames that you grant this album too',
  },
  short: {
    display: 'show them',
    enhance: 'mend what it shows',
    score: 'look at them to choose',
    faces: 'compare faces',
    share: 'send them on',
  },
  blurred: 'Faces of strangers are blurred in what it sends on.',
  mayNot: 'It may not: {list}.',
  between: '; ',
  ends: 'This ends on {date}.',
  renews: 'This phone renews it, for 30 days at a time, until you take it back.',
  back: 'You can take it back at any time on this page: the frame then erases these photos and sends a signed receipt.',
  people: `This frame can recognise a person in photos, if that person agrees to it.

What is computed: from the face in each photo chosen now, and in each photo confirmed later, a code of 128 numbers that tells this face from others. To find this person, the faces in the photos on this frame are turned into such codes as well, compared, and thrown away at once. Only where this person was recognised is kept.
Where it is kept: on this frame, encrypted under a key of its own. It never leaves the frame.
What it is for: showing this person’s photos fairly, less often, or not while guests are here, and leaving this face clear where the faces of strangers are blurred. Nothing else.
How to take it back: under People on this page, at any time and without a reason. The frame destroys the key and with it every code, and takes the name from every photo.
Who may agree: the person, if they are 16 or older. For a child, a parent or guardian, by name.`,
};

const de: Sentences = {
  opening: 'Mit den Fotos des Albums „{title}“ darf der Rahmen „{frame}“:',
  may: {
    display: 'sie auf seinem Bildschirm jedem zeigen, der davor steht',
    enhance:
      'Licht, Farbe und rote Augen ausbessern in dem, was er zeigt; die Fotos bleiben, wie sie sind',
    score:
      'sie mit seinen eigenen Modellen ansehen, um auszuwählen, was er zeigt; was er sieht, bleibt auf dem Rahmen',
    faces:
      'Gesichter darin mit Personen vergleichen, die zugestimmt haben, erkannt zu werden; nichts davon verlässt den Rahmen',
    share: 'sie an andere Rahmen weitergeben, denen du dieses Album auch erlaubst',
  },
  short: {
    display: 'sie zeigen',
    enhance: 'ausbessern, was er zeigt',
    score: 'sie zum Auswählen ansehen',
    faces: 'Gesichter vergleichen',
    share: 'sie weitergeben',
  },
  blurred: 'Gesichter von Fremden werden in dem, was er weitergibt, unkenntlich gemacht.',
  mayNot: 'Er darf nicht: {list}.',
  between: '; ',
  ends: 'Das endet am {date}.',
  renews: 'Dieses Handy verlängert es, um je 30 Tage, bis du es zurücknimmst.',
  back: 'Du kannst es jederzeit auf dieser Seite zurücknehmen: Der Rahmen löscht dann diese Fotos und sendet eine unterschriebene Quittung.',
  people: `Dieser Rahmen kann eine Person auf Fotos erkennen, wenn diese Person zustimmt.

Was berechnet wird: aus dem Gesicht auf jedem Foto, das jetzt gewählt oder später bestätigt wird, ein Code aus 128 Zahlen, der dieses Gesicht von anderen unterscheidet. Um diese Person zu finden, werden auch die Gesichter auf den Fotos dieses Rahmens in solche Codes verwandelt, verglichen und sofort weggeworfen. Behalten wird nur, wo diese Person erkannt wurde.
Wo es liegt: auf diesem Rahmen, verschlüsselt unter einem eigenen Schlüssel. Es verlässt den Rahmen nie.
Wozu: um die Fotos dieser Person gerecht zu zeigen, seltener, oder nicht, solange Gäste da sind, und um dieses Gesicht klar zu lassen, wo die Gesichter von Fremden unkenntlich gemacht werden. Zu nichts anderem.
Wie man es zurücknimmt: unter Personen auf dieser Seite, jederzeit und ohne Grund. Der Rahmen zerstört den Schlüssel und damit jeden Code, und nimmt den Namen von jedem Foto.
Wer zustimmen darf: die Person selbst, wenn sie 16 oder älter ist. Für ein Kind ein Elternteil oder Vormund, mit Namen.`,
};

const fr: Sentences = {
  opening: 'Avec les photos de l’album « {title} », le cadre « {frame} » peut :',
  may: {
    display: 'les montrer sur son écran à quiconque se trouve devant',
    enhance:
      'corriger la lumière, les couleurs et les yeux rouges dans ce qu’il montre ; les photos restent telles quelles',
    score:
      'les regarder avec ses propres modèles, pour choisir ce qu’il montre ; ce qu’il voit reste sur le cadre',
    faces:
      'y comparer les visages à ceux des personnes qui ont accepté d’être reconnues ; rien de cela ne quitte le cadre',
    share: 'les transmettre à d’autres cadres auxquels vous accordez aussi cet album',
  },
  short: {
    display: 'les montrer',
    enhance: 'corriger ce qu’il montre',
    score: 'les regarder pour choisir',
    faces: 'comparer les visages',
    share: 'les transmettre',
  },
  blurred: 'Les visages d’inconnus sont floutés dans ce qu’il transmet.',
  mayNot: 'Il ne peut pas : {list}.',
  between: ' ; ',
  ends: 'Cela prend fin le {date}.',
  renews: 'Ce téléphone le renouvelle, 30 jours à la fois, jusqu’à ce que vous le repreniez.',
  back: 'Vous pouvez le reprendre à tout moment sur cette page : le cadre efface alors ces photos et envoie un reçu signé.',
  people: `Ce cadre peut reconnaître une personne sur des photos, si cette personne l’accepte.

Ce qui est calculé : à partir du visage sur chaque photo choisie maintenant, ou confirmée plus tard, un code de 128 nombres qui distingue ce visage des autres. Pour trouver cette personne, les visages sur les photos de ce cadre sont eux aussi changés en de tels codes, comparés, et jetés aussitôt. Seul est gardé où cette personne a été reconnue.
Où c’est gardé : sur ce cadre, chiffré sous une clé à part. Cela ne quitte jamais le cadre.
À quoi cela sert : à montrer équitablement les photos de cette personne, moins souvent, ou pas quand des invités sont là, et à laisser ce visage net là où ceux d’inconnus sont floutés. À rien d’autre.
Comment le reprendre : sous Personnes sur cette page, à tout moment et sans raison. Le cadre détruit la clé, et avec elle tous les codes, et retire le nom de toutes les photos.
Qui peut accepter : la personne elle-même, si elle a 16 ans ou plus. Pour un enfant, un parent ou un tuteur, avec son nom.`,
};

const es: Sentences = {
  opening: 'Con las fotos del álbum «{title}», el marco «{frame}» puede:',
  may: {
    display: 'mostrarlas en su pantalla a quien esté delante',
    enhance:
      'corregir la luz, el color y los ojos rojos en lo que muestra; las fotos se quedan como están',
    score:
      'mirarlas con sus propios modelos, para elegir qué mostrar; lo que ve se queda en el marco',
    faces:
      'comparar las caras con las de personas que aceptaron ser reconocidas; nada de eso sale del marco',
    share: 'pasarlas a otros marcos a los que también concedas este álbum',
  },
  short: {
    display: 'mostrarlas',
    enhance: 'corregir lo que muestra',
    score: 'mirarlas para elegir',
    faces: 'comparar caras',
    share: 'pasarlas a otros',
  },
  blurred: 'Las caras de desconocidos se difuminan en lo que pasa a otros.',
  mayNot: 'No puede: {list}.',
  between: '; ',
  ends: 'Esto termina el {date}.',
  renews: 'Este teléfono lo renueva, 30 días cada vez, hasta que lo retires.',
  back: 'Puedes retirarlo en cualquier momento en esta página: el marco borra entonces estas fotos y envía un recibo firmado.',
  people: `Este marco puede reconocer a una persona en las fotos, si esa persona lo acepta.

Qué se calcula: de la cara en cada foto elegida ahora, o confirmada más tarde, un código de 128 números que distingue esta cara de otras. Para encontrar a esta persona, las caras de las fotos de este marco también se convierten en códigos así, se comparan y se tiran al momento. Solo se guarda dónde se reconoció a esta persona.
Dónde se guarda: en este marco, cifrado con una clave propia. Nunca sale del marco.
Para qué sirve: para mostrar las fotos de esta persona con justicia, menos a menudo, o no mientras haya invitados, y para dejar clara esta cara donde se difuminan las de desconocidos. Para nada más.
Cómo retirarlo: en Personas, en esta página, en cualquier momento y sin dar razones. El marco destruye la clave, y con ella todos los códigos, y quita el nombre de todas las fotos.
Quién puede aceptar: la propia persona, si tiene 16 años o más. Por un niño, su padre, madre o tutor, con su nombre.`,
};

const zh: Sentences = {
  opening: '对于相册“{title}”里的照片，相框“{frame}”可以：',
  may: {
    display: '在它的屏幕上显示，站在它面前的人都能看到',
    enhance: '在显示时修正光线、颜色和红眼；照片本身保持不变',
    score: '用它自己的模型查看照片，以便挑选要显示的；它看到的只留在相框上',
    faces: '把照片里的人脸与同意被认出的人比较；这些信息不会离开相框',
    share: '把照片转发给你也允许使用这个相册的其他相框',
  },
  short: {
    display: '显示照片',
    enhance: '修正显示的画面',
    score: '查看照片以便挑选',
    faces: '比较人脸',
    share: '转发照片',
  },
  blurred: '转发时，陌生人的脸会被模糊处理。',
  mayNot: '它不可以：{list}。',
  between: '；',
  ends: '有效期至 {date}。',
  renews: '这部手机会自动续期，每次 30 天，直到你收回。',
  back: '你可以随时在本页收回：相框会抹除这些照片，并发回一份签名的收据。',
  people: `如果本人同意，这个相框可以在照片中认出这个人。

计算什么：从现在选择的、以及以后确认的每张照片里的这张脸，算出由 128 个数字组成的编码，用来把它和别人的脸区分开。为了找到这个人，相框上照片里的人脸也会变成这样的编码，比较之后立刻丢弃。只保留在哪些照片里认出了这个人。
保存在哪里：在这个相框上，用单独的密钥加密。它永远不会离开相框。
有什么用：公平地显示这个人的照片，或少显示一些，或有客人时不显示；在模糊陌生人的脸时，让这张脸保持清晰。没有别的用途。
怎样收回：随时在本页的“人物”里收回，不需要理由。相框会销毁密钥和所有编码，并从每张照片上去掉名字。
谁可以同意：年满 16 岁的本人。孩子由父母或监护人署名同意。`,
};

export const CONSENT: Readonly<Record<Language, Sentences>> = { en, de, fr, es, zh };
