/** The words of the page: whole in every language, and written as each language writes them. */

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { CODES } from '../src/errors.ts';
import type { Language } from '../src/office/calls.ts';
import { CONSENT } from '../src/words/consent.ts';
import { de } from '../src/words/de.ts';
import { en } from '../src/words/en.ts';
import { es } from '../src/words/es.ts';
import { fr } from '../src/words/fr.ts';
import { more as moreDe } from '../src/words/more/de.ts';
import { more as moreEn } from '../src/words/more/en.ts';
import { more as moreEs } from '../src/words/more/es.ts';
import { more as moreFr } from '../src/words/more/fr.ts';
import { more as moreZh } from '../src/words/more/zh.ts';
import {
  adviceFor,
  ago,
  bestOf,
  bytes,
  list,
  type Plural,
  percent,
  say,
  sayCode,
  span,
  speak,
} from '../src/words/speak.ts';
import { zh } from '../src/words/zh.ts';

type Book = Readonly<Record<string, string | Plural>>;

const ENGLISH: Book = { ...en, ...moreEn };
const OTHERS: Readonly<Record<string, Book>> = {
  de: { ...de, ...moreDe },
  fr: { ...fr, ...moreFr },
  es: { ...es, ...moreEs },
  zh: { ...zh, ...moreZh },
};
const HOUR = 3_600_000;

const formsOf = (text: string | Plural): readonly string[] =>
  typeof text === 'string' ? [text] : Object.values(text);

const placesOf = (text: string | Plural): string =>
  [...new Set(formsOf(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort().join();

afterEach(() => speak('en'));

for (const [language, book] of Object.entries(OTHERS)) {
  test(`${language} says everything that English says, and nothing else`, () => {
    assert.deepEqual(Object.keys(book).sort(), Object.keys(ENGLISH).sort());
  });

  test(`${language} has a place for every value, and no text is empty`, () => {
    for (const [key, text] of Object.entries(ENGLISH)) {
      const other = book[key] ?? '';
      assert.equal(placesOf(other), placesOf(text), key);
      assert.ok(
        formsOf(other).every((form) => form.trim() !== ''),
        key,
      );
    }
  });

  test(`${language} has the plural forms of its language`, () => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, text] of Object.entries(book)) {
      if (typeof text === 'string') continue;
      const missing = wanted.filter((form) => form !== 'many' && !(form in text));
      assert.deepEqual(missing, [], key);
    }
  });
}

test('the two books of English do not say the same key twice', () => {
  assert.deepEqual(
    Object.keys(en).filter((key) => key in moreEn),
    [],
  );
});

test('every code has a sentence and advice in every language', async () => {
  for (const language of ['en', 'de', 'fr', 'es', 'zh'] as const) {
    await speak(language);
    for (const code of CODES) {
      assert.match(sayCode(code), /[.。]$/u, `${language} ${code}`);
      assert.match(adviceFor(code), /[.。]$/u, `${language} ${code}`);
    }
  }
});

test('the words of a consent have their places in every language', () => {
  for (const [language, words] of Object.entries(CONSENT)) {
    assert.equal(placesOf(words.opening), '{frame},{title}', language);
    assert.equal(placesOf(words.mayNot), '{list}', language);
    assert.equal(placesOf(words.ends), '{date}', language);
    for (const part of [words.renews, words.back, words.blurred, words.people]) {
      assert.equal(placesOf(part), '', language);
    }
  }
});

test('a plural is chosen by n, and n is written as the reader writes it', async () => {
  assert.equal(say('frame.photos', { n: 1 }), '1 photo');
  await speak('de');
  assert.equal(say('frame.photos', { n: 12_345 }), '12.345 Fotos');
});

test('a value that looks like a place or like markup stays text', () => {
  const said = say('first.made', { title: '{title} <b>&amp; $&' });
  assert.equal(said, 'The album “{title} <b>&amp; $&” is ready.');
});

test('the first language that is spoken here wins, with the region of the reader', () => {
  const best: (wanted: readonly string[]) => { language: Language; locale: string } = bestOf;
  assert.deepEqual(best(['nl-NL', 'de-AT', 'en-US']), { language: 'de', locale: 'de-AT' });
  assert.deepEqual(best(['zh-Hant-TW']), { language: 'zh', locale: 'zh-Hant-TW' });
  assert.deepEqual(best(['pt-BR']), { language: 'en', locale: 'en-GB' });
  assert.deepEqual(best([]), { language: 'en', locale: 'en-GB' });
});

test('sizes, shares, spans and times are short and exact', async () => {
  assert.equal(bytes(0), '0 byte');
  assert.equal(bytes(3_400_000), '3.4 MB');
  assert.equal(bytes(999_999), '1 MB');
  assert.equal(bytes(41e9), '41 GB');
  assert.equal(percent(0.634), '63%');
  assert.equal(span(90), '1 minute 30 seconds');
  assert.equal(span(3600), '1 hour');
  assert.equal(span(5), '5 seconds');
  await speak('de');
  assert.equal(list(['a', 'b', 'c']), 'a, b und c');
});

test('how long ago is said in the largest unit that fits', () => {
  const now = Date.UTC(2026, 10, 30);
  assert.equal(ago(now - 20_000, now), 'now');
  assert.equal(ago(now - 5 * HOUR, now), '5 hours ago');
  assert.equal(ago(now + 29 * 24 * HOUR, now), 'in 29 days');
});
