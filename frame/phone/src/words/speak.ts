/**
 * What the page says, in the language of whoever holds it.
 *
 * Rule 1: every string a person reads comes from here; English is whole, and says which keys there are.
 * Rule 2: plurals, dates, numbers and lists are written by Intl; a text only has `{places}` for them.
 * Rule 3: values are put in as text, never as markup.
 */

import type { Code } from '../errors.ts';
import type { Language } from '../office/calls.ts';
import { unturned } from '../protocol/turns.ts';
import { en } from './en.ts';
import { more } from './more/en.ts';

/** Forms by the categories of Intl.PluralRules, chosen by the value `n`. */
export type Plural = Readonly<{
  zero?: string;
  one?: string;
  two?: string;
  few?: string;
  many?: string;
  other: string;
}>;
export type Key = keyof typeof en | keyof typeof more;
export type Texts = Readonly<Record<keyof typeof en, string | Plural>>;
export type MoreTexts = Readonly<Record<keyof typeof more, string | Plural>>;
export type Values = Readonly<Record<string, string | number>>;

export const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  zh: '中文',
};
const KEPT_AS = 'language';
const ENGLISH: Readonly<Record<Key, string | Plural>> = { ...en, ...more };

let language: Language = 'en';
let locale = 'en-GB';
let texts: Readonly<Record<string, string | Plural>> = ENGLISH;
const listeners = new Set<() => void>();

const isLanguage = (text: string): text is Language => Object.hasOwn(LANGUAGES, text);

/** The first language of the reader that this page speaks, with the region they gave it. */
export function bestOf(wanted: readonly string[]): { language: Language; locale: string } {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0] ?? '';
    if (isLanguage(base)) return { language: base, locale: tag };
  }
  return { language: 'en', locale: 'en-GB' };
}

async function textsOf(wanted: Language): Promise<Readonly<Record<string, string | Plural>>> {
  switch (wanted) {
    case 'de':
      return { ...(await import('./de.ts')).de, ...(await import('./more/de.ts')).more };
    case 'fr':
      return { ...(await import('./fr.ts')).fr, ...(await import('./more/fr.ts')).more };
    case 'es':
      return { ...(await import('./es.ts')).es, ...(await import('./more/es.ts')).more };
    case 'zh':
      return { ...(await import('./zh.ts')).zh, ...(await import('./more/zh.ts')).more };
    default:
      return ENGLISH;
  }
}

/** Speak `wanted` from now on; without it what was chosen before, or else what the browser prefers. */
export async function speak(wanted?: Language): Promise<void> {
  const preferred = globalThis.navigator?.languages ?? [];
  const kept = wanted ?? remembered();
  const next = kept
    ? { language: kept, locale: bestOf(preferred.filter((tag) => tag.startsWith(kept))).locale }
    : bestOf(preferred);
  if (kept && !next.locale.startsWith(kept)) next.locale = kept;
  texts = { ...ENGLISH, ...(await textsOf(next.language)) };
  ({ language, locale } = next);
  if (wanted) remember(wanted);
  if (globalThis.document)
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
  for (const hear of listeners) hear();
}

function remembered(): Language | undefined {
  try {
    const kept = globalThis.localStorage?.getItem(KEPT_AS) ?? '';
    return isLanguage(kept) ? kept : undefined;
  } catch {
    return undefined; // the browser keeps nothing here
  }
}

function remember(chosen: Language): void {
  try {
    globalThis.localStorage?.setItem(KEPT_AS, chosen);
  } catch {
    // the browser keeps nothing here: it is asked again next time
  }
}

export const spoken = (): Language => language;

/** Call `hear` whenever the language changed; returns how to stop. */
export function onLanguage(hear: () => void): () => void {
  listeners.add(hear);
  return () => listeners.delete(hear);
}

/**
 * The text of `key` with its places filled; numbers are written as the reader writes them.
 *
 * A name that turned the direction of writing would turn the sentence that it stands in.
 */
export function say(key: Key, values: Values = {}): string {
  const text = texts[key] ?? key;
  const form =
    typeof text === 'string'
      ? text
      : (text[new Intl.PluralRules(locale).select(Number(values.n ?? 0))] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (place: string, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === 'number' ? number(value) : unturned(value);
  });
}

export const sayCode = (code: Code): string => say(`code.${code}`);
export const adviceFor = (code: Code): string => say(`advice.${code}`);

const writers = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** A formatter, made once: making one costs a hundred times what using it costs. */
function writer<T extends Intl.NumberFormat | Intl.DateTimeFormat>(
  options: object,
  make: (locale: string) => T,
): T {
  const name = locale + JSON.stringify(options);
  const made = writers.get(name) ?? make(locale);
  writers.set(name, made);
  return made as T;
}

export function number(value: number, digits = 0): string {
  const options = { maximumFractionDigits: digits };
  return writer(options, (of) => new Intl.NumberFormat(of, options)).format(value);
}

export const percent = (share: number): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);

/** 3_400_000 as "3.4 MB". */
export function bytes(count: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  const step = Math.min(4, Math.max(0, Math.floor(Math.log10(Math.max(1, count * 1.0005)) / 3)));
  const value = count / 1000 ** step;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: step > 1 && value < 100 ? 1 : 0,
  }).format(value);
}

const format = (ms: number, options: Intl.DateTimeFormatOptions): string =>
  writer(options, (of) => new Intl.DateTimeFormat(of, options)).format(new Date(ms));

export const day = (ms: number): string => format(ms, { dateStyle: 'long' });
export const month = (ms: number): string => format(ms, { month: 'long', year: 'numeric' });
export const moment = (ms: number): string =>
  format(ms, { dateStyle: 'medium', timeStyle: 'short' });

const STEPS: readonly (readonly [number, Intl.RelativeTimeFormatUnit])[] = [
  [31_536_000_000, 'year'],
  [2_592_000_000, 'month'],
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
];

/** "3 minutes ago", "in 29 days"; less than a minute is "now". */
export function ago(ms: number, now: number = Date.now()): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [size, unit] of STEPS) {
    if (Math.abs(ms - now) >= size) return words.format(Math.trunc((ms - now) / size), unit);
  }
  return words.format(0, 'second');
}

/** "1 minute, 30 seconds" for a span of seconds. */
export function span(seconds: number): string {
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(
      value,
    );
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60 && seconds % 3600 === 0) return unit(seconds / 3600, 'hour');
  const parts = [
    ...(minutes ? [unit(minutes, 'minute')] : []),
    ...(seconds % 60 || !minutes ? [unit(seconds % 60, 'second')] : []),
  ];
  return parts.join(' ');
}

/** "a, b and c". */
export const list = (parts: readonly string[]): string =>
  new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts);
