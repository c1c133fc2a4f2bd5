/**
 * Pairing, the side that scanned the card: from a card on the glass to two devices that know
 * each other (docs/protocol.md §4).
 *
 *     1  guest → host   HELLO       the guest saw the card
 *     2  host → guest   WELCOME     now both show six digits
 *     3  guest → host   CONFIRM     its person says that the digits agree
 *     4  host → guest   ADMITTED    so did somebody at the frame; or REFUSED
 *
 * Rule 1: every move is a row of a table in `steps`; what has no row changes nothing.
 * Rule 2: nothing that a peer sends throws here.
 * Rule 3: what was not answered is sent again every three seconds, the same bytes.
 */

import { concat, equal, utf8 } from '../crypto/bytes.ts';
import { type Fresh, made } from '../crypto/keys.ts';
import {
  EphemeralKey,
  Initiator,
  Pattern,
  type Session,
  type StaticKey,
} from '../crypto/noise.ts';
import { isSignedBy, type Signer } from '../crypto/sign.ts';
import { BadMessage, type Code } from '../errors.ts';
import { type Card, pskOf, sixDigits, VALID_S } from './card.ts';
import { Rank } from './envelope.ts';
import {
  type Admittance,
  Gadget,
  type Introduction,
  Reason,
  readVerdict,
  readWelcome,
  writeConfirm,
  writeHello,
} from './hello.ts';
import { type Effects, GUEST_MOVES, GuestEvent, type GuestState } from './steps.ts';

export const AGAIN_MS = 3_000;
const VALID_MS = VALID_S * 1000;
const HELLO = 1;
const WELCOME = 2;
const CONFIRM = 3;
const VERDICT = 4;
const PROLOGUE = utf8('hf1/pair');
const BY_GUEST = utf8('hf1/pair/phone\0');
const BY_HOST = utf8('hf1/pair/frame\0');

const REFUSALS: Readonly<Record<Reason, Code>> = {
  [Reason.Declined]: 'declined',
  [Reason.TooLate]: 'card-is-old',
  [Reason.NotInvited]: 'not-invited',
};

/** What a guest brings; `me` is of `signer`, and `begunMs` is when the card was scanned. */
export interface Scan {
  readonly card: Card;
  readonly me: Introduction;
  readonly signer: Signer;
  readonly static: StaticKey;
  readonly fresh: Fresh;
  readonly begunMs: number;
}

/** The one frame whose message 2 opened. */
interface Met {
  readonly session: Session;
  readonly host: Introduction;
}

/** A phone that scanned a card; it begins by waiting. Times are milliseconds, like `begunMs`. */
export class Guest {
  #state: GuestState = 'Waiting';
  readonly #scan: Scan;
  readonly #handshake: Initiator;
  #unanswered: Uint8Array;
  #sentMs: number;
  #met: Met | null = null;

  constructor(scan: Scan) {
    if (!equal(scan.me.name, scan.signer.public)) {
      throw new RangeError('an introduction is of the key that stands behind it');
    }
    this.#scan = scan;
    this.#handshake = new Initiator({
      pattern: Pattern.IKpsk1,
      static: scan.static,
      ephemeral: made(EphemeralKey, scan.fresh),
      peer: scan.card.frame,
      psk: pskOf(scan.card),
      prologue: PROLOGUE,
    });
    this.#unanswered = tagged(HELLO, this.#handshake.begin(writeHello(scan.me)));
    this.#sentMs = scan.begunMs;
  }

  get state(): GuestState {
    return this.#state;
  }

  /** The first message, to be sent now. */
  begin(): Effects {
    return this.#send();
  }

  /** What follows from bytes that came on the pairing topic. */
  hear(message: Uint8Array, nowMs: number): Effects {
    if (this.#isLate(nowMs)) return this.#fail(GuestEvent.Over, 'card-is-old');
    try {
      const [first, body] = [message[0], message.subarray(1)];
      if (first === WELCOME && this.#state === 'Waiting') return this.#welcomed(body);
      if (first === VERDICT && this.#met !== null && this.#isMeeting) {
        return this.#told(body, this.#met);
      }
    } catch (error) {
      if (error instanceof BadMessage) return this.#fail(GuestEvent.Garbled, 'pairing-failed');
      throw error;
    }
    return [];
  }

  /** What follows when the person says whether both show the same digits. */
  agree(yes: boolean, nowMs: number): Effects {
    if (this.#isLate(nowMs)) return this.#fail(GuestEvent.Over, 'card-is-old');
    if (!yes) return this.#fail(GuestEvent.No, 'pairing-failed');
    if (this.#met === null || !this.#move(GuestEvent.Yes)) return [];
    const { session } = this.#met;
    const signature = this.#scan.signer.sign(concat(BY_GUEST, session.transcript));
    this.#unanswered = tagged(CONFIRM, session.sealing.seal(writeConfirm(signature)));
    this.#sentMs = nowMs;
    return this.#send();
  }

  /** What follows from the time alone: failure, or the same message once more. */
  tick(nowMs: number): Effects {
    if (this.#isLate(nowMs)) return this.#fail(GuestEvent.Over, 'card-is-old');
    const waits = this.#state === 'Waiting' || this.#state === 'Agreed';
    if (!waits || Math.abs(nowMs - this.#sentMs) < AGAIN_MS) return [];
    this.#sentMs = nowMs;
    return this.#send();
  }

  #send(): Effects {
    return [{ kind: 'send', message: this.#unanswered }];
  }

  get #isMeeting(): boolean {
    return this.#state === 'Comparing' || this.#state === 'Agreed';
  }

  /** Whether the card is too old, or the clock was set back so that nobody knows. */
  #isLate(nowMs: number): boolean {
    const since = nowMs - this.#scan.begunMs;
    return !(since >= 0 && since < VALID_MS);
  }

  /** Move if the table has a row for it. */
  #move(event: GuestEvent): boolean {
    const then = GUEST_MOVES[this.#state][event];
    this.#state = then ?? this.#state;
    return then !== undefined;
  }

  #fail(event: GuestEvent, because: Code): Effects {
    return this.#move(event) ? [{ kind: 'failed', because }] : [];
  }

  #welcomed(body: Uint8Array): Effects {
    const [payload, session] = this.#handshake.finish(body);
    const [host, claimed] = readWelcome(payload);
    if (equal(host.name, this.#scan.me.name)) {
      throw new BadMessage('a device does not pair with itself');
    }
    this.#met = { session, host };
    this.#move(GuestEvent.Welcomed);
    return [{ kind: 'compare', digits: sixDigits(session.transcript), host, claimed }];
  }

  #told(body: Uint8Array, met: Met): Effects {
    const verdict = readVerdict(met.session.opening.open(body));
    if (typeof verdict === 'number') return this.#fail(GuestEvent.Refused, REFUSALS[verdict]);
    return this.#admitted(verdict, met);
  }

  #admitted({ signature, admission, timeMs }: Admittance, { session, host }: Met): Effects {
    const fits = (admission.role === Rank.Frame) === (this.#scan.me.kind === Gadget.Frame);
    if (!fits || !isSignedBy(host.name, concat(BY_HOST, session.transcript), signature)) {
      throw new BadMessage("an admission is not the frame's, or is for another kind of device");
    }
    if (!this.#move(GuestEvent.Admitted)) {
      throw new BadMessage('an admission came before anybody agreed');
    }
    return [{ kind: 'paired', host, static: session.peer, admission, timeMs }];
  }
}

const tagged = (first: number, rest: Uint8Array): Uint8Array => concat(Uint8Array.of(first), rest);
