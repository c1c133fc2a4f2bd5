/**
 * Meeting a frame: from the address on its card to a frame this phone knows (docs/protocol.md §4).
 *
 * Rule 1: a person compares six digits before anything of the frame is believed.
 * Rule 2: what a frame is, and where it is met, is stored before the person hears that it worked.
 */

import { hex } from '../crypto/bytes.ts';
import type { Fresh } from '../crypto/keys.ts';
import { BadMessage, type Code, Refused } from '../errors.ts';
import type { Books } from '../post/books.ts';
import { Draft } from '../post/draft.ts';
import type { Connect, Link } from '../post/links.ts';
import type { Paired as Row } from '../post/rows.ts';
import { inbox, Lane } from '../protocol/addresses.ts';
import {
  BROKER_USER,
  type Card,
  cardPassword,
  frameId,
  phoneId,
  readCard,
  VALID_S,
} from '../protocol/card.ts';
import { Rank } from '../protocol/envelope.ts';
import { Gadget, introduce } from '../protocol/hello.ts';
import { Guest } from '../protocol/pairing.ts';
import type { Effects, Paired } from '../protocol/steps.ts';
import { typed } from '../protocol/turns.ts';
import * as journal from './journal.ts';
import { printable } from './names.ts';

const PATIENCE_MS = 25_000;
/** A broker that refuses a card for so long does not know it: a new one is told to it in a moment. */
const REFUSED_MS = 6_000;
const SESSION_BYTES = 8;

/** How far pairing is. */
export interface MeetingState {
  readonly state: 'connecting' | 'waiting' | 'comparing' | 'agreed' | 'paired' | 'failed';
  readonly digits: string;
  readonly host: string;
  readonly claimed: boolean;
  readonly role: Rank | null;
  readonly because: Code | null;
  readonly untilMs: number;
}

const BEGINNING: Omit<MeetingState, 'untilMs'> = {
  ...({ state: 'connecting', digits: '', host: '', claimed: false } as const),
  ...{ role: null, because: null },
};

/** What this phone says of itself: whose it is and what it is called. */
export interface Introduced {
  readonly person: string;
  readonly label: string;
}

/** What a meeting works with; `post` runs something in the order of everything else. */
export interface Doorstep {
  readonly books: Books;
  readonly connect: Connect;
  readonly fresh: Fresh;
  readonly nowMs: () => number;
  readonly post: (work: () => void | Promise<void>) => void;
  readonly changed: () => void;
  readonly met: () => void; // a frame was stored
}

/** What somebody typed, read by `work`; throws Refused not-a-card where it is none. */
function reading<T>(work: () => T): T {
  try {
    return work();
  } catch (problem) {
    const isSaid = problem instanceof Refused && !(problem instanceof BadMessage);
    throw isSaid ? problem : new Refused('not-a-card');
  }
}

/** One attempt to pair. Throws Refused where this is no card, or a name is too long. */
export class Meeting {
  state: MeetingState;
  readonly #at: Doorstep;
  readonly #card: Card;
  readonly #guest: Guest;
  readonly #broker: string;
  readonly #mine: Introduced;
  readonly #begunMs: number;
  readonly #link: Link;
  #isUp = false;

  constructor(
    at: Doorstep,
    url: string,
    brokerOf: (card: Card, url: string) => string,
    { person, label }: Introduced,
  ) {
    const { me } = at.books;
    this.#at = at;
    this.#card = reading(() => readCard(url));
    this.#broker = reading(() => brokerOf(this.#card, url));
    this.#mine = { person: typed(person), label: typed(label) };
    this.#begunMs = at.nowMs();
    const guest = {
      card: this.#card,
      me: introduce(me.signer, me.opener, Gadget.Phone, person, label),
      signer: me.signer,
      static: me.static,
      fresh: at.fresh,
      begunMs: this.#begunMs,
    };
    this.#guest = reading(() => new Guest(guest));
    this.state = { ...BEGINNING, untilMs: this.#begunMs + VALID_S * 1000 };
    this.#link = at.connect(
      {
        url: this.#broker,
        user: BROKER_USER,
        password: cardPassword(this.#card),
        session: `hf-${hex(at.fresh(SESSION_BYTES))}`,
      },
      (_topic, payload) =>
        at.post(() => this.#perform(this.#guest.hear(payload, this.#at.nowMs()))),
      (isUp) => at.post(() => this.#turned(isUp)),
    );
    this.#link.hear([inbox(phoneId(this.#card), frameId(this.#card), Lane.Pairing)]);
  }

  get isOver(): boolean {
    return this.state.state === 'paired' || this.state.state === 'failed';
  }

  /** Take what the person says about the digits. */
  async agree(yes: boolean): Promise<void> {
    await this.#perform(this.#guest.agree(yes, this.#at.nowMs()));
    if (yes && this.#guest.state === 'Agreed') this.#change({ state: 'agreed' });
  }

  /** Let time pass. */
  async tick(): Promise<void> {
    if (this.isOver) return;
    const nowMs = this.#at.nowMs();
    await this.#perform(this.#guest.tick(nowMs));
    const { trouble } = this.#link;
    const patienceMs = trouble === 'broker-refused' ? REFUSED_MS : PATIENCE_MS;
    const isLate = !this.#isUp && nowMs - this.#begunMs > patienceMs;
    if (isLate) this.#fail(trouble ?? 'broker-away');
  }

  close(): void {
    this.#link.close();
  }

  async #turned(isUp: boolean): Promise<void> {
    if (this.isOver) return;
    if (!isUp || this.#isUp) return;
    this.#isUp = true;
    this.#change({ state: 'waiting' });
    await this.#perform(this.#guest.begin());
  }

  async #perform(effects: Effects): Promise<void> {
    for (const effect of effects) {
      if (this.isOver) return;
      if (effect.kind === 'send') {
        const topic = inbox(frameId(this.#card), phoneId(this.#card), Lane.Pairing);
        this.#link.tell(topic, effect.message);
      } else if (effect.kind === 'compare') {
        const { digits, host, claimed } = effect;
        this.#change({ state: 'comparing', digits, host: printable(host.label), claimed });
      } else if (effect.kind === 'failed') this.#fail(effect.because);
      else await this.#keep(effect);
    }
  }

  /** Store a frame, in the place of what was known of it; its old letters stay taken. */
  async #keep({ host, static: theirs, admission }: Paired): Promise<void> {
    const { books, nowMs } = this.#at;
    const draft = new Draft();
    const name = hex(host.name);
    const before = books.find('device', name);
    if (before) draft.drop.add(before[0]);
    journal.forget(books, name, draft);
    const parting = books.all('parting').find(([, row]) => row.frame === name && row.isListed);
    if (parting) draft.replace.set(parting[0], { ...parting[1], isListed: false });
    const row: Row = {
      kind: 'device',
      name,
      suite: host.suite,
      sealKey: host.sealKey,
      static: theirs,
      secret: admission.pair.secret,
      presence: admission.presence.secret,
      rank: Rank.Frame,
      owner: admission.owner,
      label: host.label,
      addedMs: nowMs(),
      broker: this.#broker,
      role: admission.role,
      sent: before?.[1].sent ?? -1,
      taken: before?.[1].taken ?? -1,
    };
    draft.add.push(row);
    const [number, me] = books.mine();
    draft.replace.set(number, { ...me, ...this.#mine, chosen: name });
    await books.commit(draft);
    this.#change({ state: 'paired', role: admission.role });
    this.#link.close();
    this.#at.met();
  }

  #fail(because: Code): void {
    this.#change({ state: 'failed', because });
    this.#link.close();
  }

  #change(part: Partial<MeetingState>): void {
    this.state = { ...this.state, ...part };
    this.#at.changed();
  }
}
