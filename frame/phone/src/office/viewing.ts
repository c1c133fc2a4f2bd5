/**
 * The view: what the screens see of a client, made anew whenever something changed.
 *
 * Rule: it is a function of the books and of what frames said; nothing is kept here.
 */

import { hex, unhex } from '../crypto/bytes.ts';
import type { Client } from '../owner/client.ts';
import { leasesOf } from '../owner/leases.ts';
import { mayWrite } from '../owner/members.ts';
import { labelOf, printable, titleOf } from '../owner/names.ts';
import { type Withdrawal, withdrawals } from '../owner/receipts.ts';
import type { Id, Parting } from '../post/rows.ts';
import type { Ledger } from '../protocol/consent.ts';
import type { Receipt } from '../protocol/lines.ts';
import { About } from '../protocol/notes.ts';
import type { AlbumView, FrameView, LeaseView, WithdrawalView } from './calls.ts';
import { namesOf, rankName } from './terms.ts';

/** Every frame, those that were left last. */
export function framesOf({ books, frames, nowMs }: Client): FrameView[] {
  const paired = books.of('device').map((row): FrameView => {
    const known = frames.of(row.name);
    const { state, because } = frames.condition(row.name, nowMs());
    return {
      ...{ id: row.name, label: labelOf(books, row.name), role: rankName(row.role) },
      ...{ state, because, broker: hostOf(row.broker), heardAt: known.heardMs },
      photos: known.state?.photos ?? null,
      freeBytes: known.state?.freeBytes ?? null,
      version: printable(known.state?.version ?? ''),
    };
  });
  const left = books.of('parting').filter((row) => row.isListed && !books.device(row.frame));
  return [...paired, ...left.map(leftFrame)];
}

function leftFrame(row: Parting): FrameView {
  return {
    ...{ id: row.frame, label: printable(row.label), role: 'owner', state: 'left' },
    ...{ because: null, photos: 0, freeBytes: null, version: '', heardAt: row.atMs, broker: '' },
  };
}

function hostOf(broker: string): string {
  try {
    return new URL(broker).hostname;
  } catch {
    return '';
  }
}

/** Every album, newest first; those that are over last. */
export function albumsOf(client: Client, chosen: Id | null): AlbumView[] {
  const { books } = client;
  const made = [...books.ledgers].filter(([, ledger]) => ledger.found !== null);
  const begun = new Map(made.map(([album]) => [album, foundMs(client, album)]));
  return made
    .map(([album, ledger]) => albumOf(client, album, ledger, chosen))
    .sort(
      (one, other) =>
        Number(one.isOver) - Number(other.isOver) ||
        (begun.get(other.id) ?? 0) - (begun.get(one.id) ?? 0),
    );
}

function foundMs({ books }: Client, album: Id): number {
  const first = [...books.chains(album).values()].flatMap((chain) => chain.get(0) ?? []);
  return first.find(({ says }) => says.kind === 'found')?.atMs ?? 0;
}

function albumOf(client: Client, album: Id, ledger: Ledger, chosen: Id | null): AlbumView {
  const { books, nowMs } = client;
  const { me } = books;
  const nowS = Math.floor(nowMs() / 1000);
  const leases = leasesIn(client, album, ledger);
  const canShow = leases.some(
    ({ frame, purposes }) => purposes.includes('display') && books.device(frame) !== null,
  );
  const holding = chosen ? client.frames.of(chosen).holding : null;
  const held = holding?.albums.find((one) => hex(one.album) === album);
  const isOver = ledger.revoked;
  return {
    id: album,
    title: titleOf(books, album),
    keeper: ledger.found?.keepers.some((one) => hex(one) === me.id) ?? false,
    maySend: canShow && mayWrite(ledger, me.name, nowS),
    mayGrant: !isOver && ledger.mayGrant(me.name, nowS),
    isOver,
    isPrivate: books.board.value(unhex(album), null, About.Private) === true,
    held: holding ? (held?.photos ?? 0) : null,
    heldBytes: holding ? (held?.bytes ?? 0) : null,
    cover: isOver ? null : coverOf(client, album),
    leases,
  };
}

/** A photo to show for an album: the newest that was sent from here. */
function coverOf({ books, covers }: Client, album: Id): Id | null {
  const sent = books.of('picked').filter((row) => row.album === album);
  const shown = sent.findLast(({ photo }) => !books.isRevoked(album, photo));
  return shown?.photo ?? covers.get(album) ?? null;
}

function leasesIn(client: Client, album: Id, ledger: Ledger): LeaseView[] {
  const nowS = Math.floor(client.nowMs() / 1000);
  return leasesOf(ledger, nowS).map(({ frame, purposes, untilS, isFinal, blurred }) => ({
    ...{ frame, label: labelOf(client.books, frame), purposes: namesOf(purposes) },
    ...{ until: untilS * 1000, isFinal, blurred },
    pending: client.books.device(frame) !== null && client.confirmed.isPending(album, frame),
  }));
}

/** Everything that was taken back, newest first. */
export function tookBackOf({ books }: Client): WithdrawalView[] {
  const partings = books.of('parting').map(
    (row): WithdrawalView => ({
      ...{ id: `${row.frame} ${row.atMs}`, album: '', title: '', what: 'everything' },
      ...{ photos: row.photos, purposes: [], at: row.atMs },
      answers: [
        {
          ...{ frame: row.frame, label: printable(row.label) },
          receipt: partingOf(row),
          isForgotten: false,
        },
      ],
    }),
  );
  const told = withdrawals(books).map((one) => withdrawalOf(one));
  return [...partings, ...told].sort((one, other) => other.at - one.at);

  function withdrawalOf({ line, answers }: Withdrawal): WithdrawalView {
    const { says } = line;
    const album = hex(line.album);
    const what = says.kind.slice('revoke-'.length) as 'photos' | 'purposes' | 'frame' | 'album';
    return {
      ...{ id: hex(line.digest), album, title: titleOf(books, album), what, at: line.atMs },
      photos: says.kind === 'revoke-photos' ? says.photos.length : 0,
      purposes: says.kind === 'revoke-purposes' ? namesOf(says.purposes) : [],
      answers: answers.map(({ frame, receipt, signature, parted, isForgotten }) => ({
        frame,
        isForgotten,
        label: labelOf(books, frame),
        receipt: receipt ? receiptOf(receipt, signature) : parted && partingOf(parted),
      })),
    };
  }
}

const receiptOf = ({ photos, generation, erasedAt }: Receipt, signature: Id) => ({
  ...{ photos, generation, signature, erasedAt },
});

function partingOf({ photos, generation, atMs, signature }: Parting) {
  return { photos, generation, erasedAt: atMs, signature: hex(signature) };
}
