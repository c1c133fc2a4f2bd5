/**
 * A twin in which every word that comes from somebody else is hostile.
 *
 * Rule: ids, codes and numbers stay as they are: the page only gets those that the protocol allows.
 */

import type { Office, View } from '../src/office/calls.ts';
import type { Door } from '../src/screens/parts/given.tsx';

const BENT =
  '\u202eevil\u202c \u2066\u200b\u200d\u2060\ufeff \u0301\u0301\u0301\u0301 ﷽ שלום \u202Eexe.gpj';

export const HOSTILE: Readonly<Record<string, string>> = {
  markup:
    `<img src=x onerror="window.__pwned=1">"'><script>window.__pwned=2</script>` +
    '<svg/onload=window.__pwned=3>javascript:window.__pwned=4 {n} {{7*7}} &lt;b&gt; </title>',
  bent: BENT,
  endless: `${BENT} ${'W'.repeat(10_000)}`,
};

const WORDS = new Set(
  (
    'title label name caption person host words text why check means do keyTier version who ' +
    'broker severity'
  ).split(' '),
);
const SENTENCES = new Set(['because', 'frame', 'to']); // where they are not codes or ids
const CODE = /^[0-9a-f]{32,}$|^[a-z]+(-[a-z]+)*$/;

/** The same value with hostile words in it. */
function spoilt<T>(value: T, word: string, name = ''): T {
  if (typeof value === 'string') {
    const hit = WORDS.has(name) || (SENTENCES.has(name) && !CODE.test(value));
    return (hit ? word : value) as T;
  }
  if (Array.isArray(value)) return value.map((one) => spoilt(one, word, name)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Blob) return value;
  const parts = Object.entries(value).map(([key, part]) => [key, spoilt(part, word, key)]);
  return Object.fromEntries(parts) as T;
}

const ANSWERS: Partial<Record<keyof Office, string>> = { peopleWords: 'text', inspect: 'name' };

function hostileOffice(office: Office, word: string): Office {
  return new Proxy(office, {
    get:
      (target, name: keyof Office) =>
      async (...given: unknown[]) => {
        const answer: unknown = await Reflect.apply(target[name], target, given);
        if (name !== 'inspect') return spoilt(answer, word, ANSWERS[name] ?? '');
        return { ...(answer as object), notPhotos: [word, word] };
      },
  });
}

/** The door to a twin, with `word` in place of whatever others wrote. */
export function hostile(door: Door, word: string): Door {
  let last: [View, View] | null = null;
  const view = (): View => {
    const now = door.view();
    if (last?.[0] !== now) last = [now, spoilt(now, word)];
    return last[1];
  };
  return {
    office: hostileOffice(door.office, word),
    view,
    listen: (hear) => door.listen(() => hear(view())),
  };
}
