/**
 * Photos on their way: how far all of them are, and each of them.
 *
 * Rule: the state is honest: what still needs this page, what waits, and what did not arrive and why.
 */

import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Id, SendItem, SendingView } from '../office/calls.ts';
import { adviceFor, bytes, percent, say, sayCode, span } from '../words/speak.ts';
import {
  Banner,
  Button,
  Chip,
  Confirm,
  Field,
  Icon,
  Progress,
  Row,
  Scroll,
  Sheet,
  Thumb,
  useAsk,
  useOffice,
  useView,
} from './parts/index.ts';

const ROW_PX = 84;
const CAPTION_CHARACTERS = 500;

/** Each of them. */
export function Sending(): JSX.Element {
  const { sending } = useView();
  const [open, setOpen] = useState<Id | null>(null);
  const { items, total } = sending;
  const shown = items.find((one) => one.id === open);
  return (
    <div class="stack">
      <section class="card flush" aria-label={say('send.list')}>
        <Scroll
          count={items.length}
          label={say('send.list')}
          height={ROW_PX}
          keyOf={(index) => items[index]?.id ?? ''}
          item={(index) => {
            const one = items[index];
            return one && <Item item={one} onPress={() => setOpen(one.id)} />;
          }}
        />
        {total > items.length && (
          <p class="note rest">{say('send.older', { n: total - items.length })}</p>
        )}
      </section>
      {sending.there + sending.refused > 0 && <Clear refused={sending.refused} />}
      {shown && <Details item={shown} onClose={() => setOpen(null)} />}
    </div>
  );
}

/** Put the list away; what did not arrive goes only after a question. */
function Clear({ refused: n }: { refused: number }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [asks, setAsks] = useState(false);
  const clear = async (): Promise<void> => {
    await ask(() => office.forgetSent(n > 0));
    setAsks(false);
  };
  return (
    <>
      <Button look="quiet" wide onPress={() => (n > 0 ? setAsks(true) : void clear())}>
        {say('send.clear')}
      </Button>
      {asks && (
        <Confirm
          title={say('send.refused', { n })}
          yes={say('send.clear')}
          danger
          busy={busy}
          onYes={() => void clear()}
          onNo={() => setAsks(false)}
        >
          <p>{say('send.clear.lost')}</p>
        </Confirm>
      )}
    </>
  );
}

/** All of it together. */
export function Whole({ sending }: { sending: SendingView }): JSX.Element {
  const { total, there, refused, perSecond, bytesLeft } = sending;
  const complete = there + refused >= total;
  const moving = sending.items.reduce(
    (sum, one) => sum + (one.state === 'sending' ? one.share : 0),
    0,
  );
  const facts = complete
    ? []
    : [
        ...(bytesLeft > 0 ? [say('send.left', { bytes: bytes(bytesLeft) })] : []),
        ...(perSecond > 0
          ? [
              say('send.speed', { bytes: bytes(perSecond) }),
              say('send.time', { time: roughly(bytesLeft / perSecond) }),
            ]
          : []),
      ];
  return (
    <section class="card whole" aria-label={say('send.under-way')}>
      <h2>
        <Icon sign={complete && !refused ? 'check' : 'send'} />
        {complete && !refused
          ? say('send.complete', { n: total })
          : say('send.count', { there, total })}
      </h2>
      {!complete && (
        <Progress share={(there + refused + moving) / total} label={say('send.under-way')} />
      )}
      {facts.length > 0 && <p class="note">{facts.join(' · ')}</p>}
      <Honest sending={sending} complete={complete} />
    </section>
  );
}

/** So many did not arrive. */
function Refused({ n }: { n: number }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  return (
    <>
      <p>
        <Chip mood="bad" sign="warning">
          {say('send.refused', { n })}
        </Chip>
      </p>
      <Button look="calm" sign="retry" wide busy={busy} onPress={() => ask(office.retryAll)}>
        {say('try-again')}
      </Button>
    </>
  );
}

/** A span that is not more exact than it is known. */
function roughly(seconds: number): string {
  if (seconds < 60) return span(Math.max(5, Math.ceil(seconds / 5) * 5));
  if (seconds < 3600) return span(Math.ceil(seconds / 60) * 60);
  return span(Math.ceil(seconds / 3600) * 3600);
}

function Honest({ sending, complete }: { sending: SendingView; complete: boolean }): JSX.Element {
  const { reading, paused, refused } = sending;
  const told = !complete || reading > 0 || paused !== null || refused > 0; // beside the heading
  return (
    <div class={told ? 'stack' : 'unseen'} role="status">
      {reading > 0 ? (
        <Banner sign="phone" mood="warm">
          {say('send.keep', { n: reading })}
        </Banner>
      ) : paused ? (
        <Banner sign="away" mood="warm">
          {sayCode(paused)} {adviceFor(paused)}
        </Banner>
      ) : complete ? (
        !refused && <p class="unseen">{say('send.complete', { n: sending.total })}</p>
      ) : (
        <p class="note">{say('send.lock')}</p>
      )}
      {refused > 0 && <Refused n={refused} />}
    </div>
  );
}

const stateOf = (item: SendItem): string =>
  item.state === 'refused' && item.because
    ? sayCode(item.because)
    : say(`send.state.${item.state}`, { share: percent(item.share) });

function Item({ item, onPress }: { item: SendItem; onPress: () => void }): JSX.Element {
  const end = { there: 'check', refused: 'warning' } as const;
  const sign = item.state in end ? end[item.state as keyof typeof end] : 'right';
  return (
    <Row
      title={<bdi class="one-line">{item.caption || item.name}</bdi>}
      note={
        <>
          <span class={`one-line${item.state === 'refused' ? ' fault' : ''}`}>
            {stateOf(item)}
          </span>
          {item.state === 'sending' && <Progress share={item.share} label={item.name} slim />}
        </>
      }
      start={<Thumb album={item.album} photo={item.id} label="" state={item.state} />}
      end={<span class={`end ${item.state}`}>{<Icon sign={sign} />}</span>}
      onPress={onPress}
    />
  );
}

/** One photo: its caption, what stayed behind, and what can be done. */
function Details({ item, onClose }: { item: SendItem; onClose: () => void }): JSX.Element {
  const office = useOffice();
  const [ask, busy] = useAsk();
  const [caption, setCaption] = useState(item.caption);
  const does = async (call: () => Promise<void>, done?: string): Promise<void> => {
    if ((await ask(call, done)).ok) onClose();
  };
  const save = (): Promise<void> =>
    does(() => office.caption(item.album, item.id, caption.trim()), say('saved'));
  return (
    <Sheet
      title={<bdi>{item.name}</bdi>}
      onClose={onClose}
      foot={
        <>
          {item.state === 'refused' ? (
            <Button
              look="main"
              sign="retry"
              wide
              busy={busy}
              onPress={() => does(() => office.retry(item.id))}
            >
              {say('try-again')}
            </Button>
          ) : (
            <Button
              look="main"
              wide
              busy={busy}
              off={caption.trim() === item.caption}
              onPress={save}
            >
              {say('save')}
            </Button>
          )}
          {item.state !== 'there' && (
            <Button look="quiet" wide onPress={() => does(() => office.cancel(item.id))}>
              {say('send.cancel')}
            </Button>
          )}
        </>
      }
    >
      <div class="preview">
        <Thumb album={item.album} photo={item.id} label={item.name} fit="contain" />
      </div>
      {item.state === 'refused' ? (
        <Banner sign="warning" mood="bad">
          {sayCode(item.because ?? 'failed')} {adviceFor(item.because ?? 'failed')}
        </Banner>
      ) : (
        <Field
          label={say('send.caption')}
          value={caption}
          onChange={setCaption}
          limit={CAPTION_CHARACTERS}
          lines={2}
          note={say('send.caption.note')}
        />
      )}
      <Left item={item} />
    </Sheet>
  );
}

function Left({ item }: { item: SendItem }): JSX.Element | null {
  if (item.removed.length === 0) return null;
  return (
    <section class="traces">
      <h3>
        <Icon sign="shield" />
        {say('send.removed')}
      </h3>
      <ul>
        {item.removed.map((trace) => (
          <li key={trace}>
            <Icon sign="check" />
            <span>{say(`trace.${trace}`, { n: 1 })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
