/** Calls about who takes part in an album. */

import { Refused } from '../errors.ts';
import { admit, dismiss, membersOf } from '../owner/members.ts';
import { labelOf } from '../owner/names.ts';
import type { Id } from '../post/rows.ts';
import { Role } from '../protocol/lines.ts';
import type { MemberView, Office } from './calls.ts';
import { learnNames } from './frame_calls.ts';
import { nowMs, type Room } from './room.ts';

type MemberCalls = Pick<Office, 'members' | 'admit' | 'dismiss'>;

export function memberCalls(room: Room): MemberCalls {
  const { client } = room;
  return {
    members: (album) => members(room, album),
    admit: (album, device, role) =>
      client.write((draft, now) => {
        const as = role === 'owner' ? Role.Owner : Role.Contributor;
        admit(client.mail, album, device, as, draft, now);
      }),
    dismiss: (album, device) =>
      client.write((draft, now) => dismiss(client.mail, album, device, draft, now)),
  };
}

/** Who takes part; the frame is asked for the names of those that are not known here. */
async function members(room: Room, album: Id): Promise<MemberView[]> {
  const { books } = room;
  const ledger = books.ledgers.get(album);
  if (!ledger) throw new Refused('bad-input');
  const found = membersOf(ledger, Math.floor(nowMs() / 1000));
  await learnNames(
    room,
    found.map(({ device }) => device),
  );
  return found.map(({ device, role, untilS, isKeeper }) => ({
    id: device,
    label: device === books.me.id ? books.mine()[1].label : labelOf(books, device),
    role: role === Role.Owner ? 'owner' : 'contributor',
    until: untilS * 1000,
    isKeeper,
    isMe: device === books.me.id,
  }));
}
