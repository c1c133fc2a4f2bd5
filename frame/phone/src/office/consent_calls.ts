/** Calls about consent: the words, what is granted and taken back, and what was. */

import { hex, unhex } from '../crypto/bytes.ts';
import { Refused } from '../errors.ts';
import { type Agreed, noticeOf, wordsOf } from '../owner/agreement.ts';
import { endsS, give, openLedger, takeBack, takingBack } from '../owner/leases.ts';
import { labelOf, printable, titleOf } from '../owner/names.ts';
import type { Books } from '../post/books.ts';
import type { Id } from '../post/rows.ts';
import { type Grant, type Line, type Purpose as Numbered, Role } from '../protocol/lines.ts';
import type { Agreement, HistoryEntry, Office } from './calls.ts';
import { learnNames } from './frame_calls.ts';
import { nowMs, type Room } from './room.ts';
import { namesOf, numbersOf } from './terms.ts';

type ConsentCalls = Pick<Office, 'words' | 'grant' | 'takeBack' | 'history'>;

/** What has to have been shown, for a grant to be of that. */
interface Meant {
  readonly frame: Id;
  readonly title: string;
  readonly purposes: readonly Numbered[];
  readonly blurred: boolean;
}

/** What was agreed to, exactly as it was shown; throws Refused where it was something else. */
export function agreedTo(room: Room, meant: Meant, words: Agreement): Agreed {
  const agreed = room.agreements.get(words.text);
  const isSame =
    agreed &&
    hex(agreed.frame) === meant.frame &&
    agreed.title === printable(meant.title) &&
    agreed.blurred === meant.blurred &&
    `${agreed.purposes}` === `${meant.purposes}`;
  if (!isSame) throw new Refused('bad-input');
  return agreed;
}

export function consentCalls(room: Room): ConsentCalls {
  const { client, books } = room;
  return {
    words: async (...asked) => shown(room, ...asked),
    grant: async (album, frame, purposes, blurred, words) => {
      const ledger = openLedger(books, album, frame);
      const nowS = Math.floor(nowMs() / 1000);
      if (!ledger.mayGrant(books.me.name, nowS)) throw new Refused('not-allowed');
      if (!purposes.length) throw new Refused('bad-input');
      const title = titleOf(books, album);
      const meant = { frame, title, purposes: numbersOf(purposes), blurred };
      const agreed = agreedTo(room, meant, words);
      await client.write((draft, now) => give(client.mail, album, agreed, draft, now));
      client.sending.go();
    },
    takeBack: async (album, frame, purposes) => {
      const ledger = openLedger(books, album, frame);
      if (!ledger.hasRole(books.me.name, Role.Owner)) throw new Refused('not-allowed');
      return client.write((draft, now) => {
        const says =
          frame === null
            ? ({ kind: 'revoke-album' } as const)
            : takingBack(books, album, frame, numbersOf(purposes));
        return takeBack(client.mail, album, says, draft, now);
      });
    },
    history: async (album) => historyOf(room, album),
  };
}

/** The words of an agreement in a language, remembered as they are shown. */
function shown(
  room: Room,
  ...[album, title, frame, purposes, blurred, language]: Parameters<Office['words']>
): Agreement {
  const { books } = room;
  const sentences = room.furniture.sentences[language];
  const beginsS = Math.floor(nowMs() / 1000);
  const untilS = endsS(beginsS);
  const until = untilS * 1000;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' });
  const terms = {
    title: printable(album === null ? title : titleOf(books, album)),
    purposes: numbersOf(purposes),
    blurred,
  };
  const label = labelOf(books, frame);
  const text = wordsOf(sentences, { ...terms, frame: label, date: date.format(until) });
  room.showed({ ...terms, text, frame: unhex(frame), beginsS, untilS });
  return { text, until };
}

/** What takes the place of a grant is signed with it: what was taken back is told first. */
const early = ({ says }: Line) => Number(says.kind === 'revoke-purposes');

/** Everything that was said about an album, newest first. */
async function historyOf(room: Room, album: Id): Promise<HistoryEntry[]> {
  const { books } = room;
  const lines = books
    .linesOf(album)
    .sort((one, other) => one.atMs - other.atMs || early(other) - early(one));
  const isAnswer = ({ says }: Line) => says.kind === 'receipt';
  const people = lines.filter((one) => !isAnswer(one)).map(({ author }) => author);
  const meant = lines.flatMap(({ says }) => ('key' in says ? [says.key] : []));
  await learnNames(room, new Set([...people, ...meant].map(hex)));
  const shown = new Map(books.of('words').map(({ text }) => [hex(noticeOf(text)), text]));
  const serials = new Set<string>();
  return lines.map((line) => entryOf(room, line, shown, serials)).reverse();
}

function entryOf(
  { books }: Room,
  line: Line,
  shown: ReadonlyMap<Id, string>,
  serials: Set<string>,
): HistoryEntry {
  const author = hex(line.author);
  const called = (device: Id) => (device === books.me.id ? '' : labelOf(books, device));
  const blank = {
    at: line.atMs,
    who: called(author),
    ...{ frame: '', purposes: [], until: null, words: '', photos: null },
  };
  const { says } = line;
  switch (says.kind) {
    case 'found':
      return { ...blank, kind: 'founded' };
    case 'admit':
      return {
        ...blank,
        ...{ kind: 'admitted', who: called(hex(says.key)), until: says.untilS * 1000 },
      };
    case 'dismiss':
      return { ...blank, kind: 'dismissed', who: called(hex(says.key)) };
    case 'receipt':
      return { ...blank, kind: 'receipt', frame: blank.who, photos: says.photos };
    case 'grant':
      return { ...blank, ...grantOf(books, author, says, shown, serials) };
    default:
      return {
        ...blank,
        kind: 'took-back',
        frame: 'frame' in says ? labelOf(books, hex(says.frame)) : '',
        purposes: 'purposes' in says ? namesOf(says.purposes) : [],
        photos: 'photos' in says ? says.photos.length : null,
      };
  }
}

function grantOf(
  books: Books,
  author: Id,
  says: Grant,
  shown: ReadonlyMap<Id, string>,
  serials: Set<string>,
) {
  const serial = `${author} ${hex(says.frame)} ${says.serial}`;
  const isRenewed = serials.has(serial);
  serials.add(serial);
  return {
    kind: isRenewed ? 'renewed' : 'granted',
    frame: labelOf(books, hex(says.frame)),
    purposes: namesOf(says.purposes),
    until: says.untilS * 1000,
    words: shown.get(hex(says.notice)) ?? '',
  } as const;
}
