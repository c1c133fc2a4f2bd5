/** Every language says the same things with the same values. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { more as de } from '../src/words/more/de.ts';
import { more as en } from '../src/words/more/en.ts';
import { more as es } from '../src/words/more/es.ts';
import { more as fr } from '../src/words/more/fr.ts';
import { more as zh } from '../src/words/more/zh.ts';

type Text = string | Readonly<Record<string, string | undefined>>;
const LANGUAGES: Readonly<Record<string, Readonly<Record<string, Text>>>> = { en, de, fr, es, zh };

const forms = (text: Text): string[] =>
  typeof text === 'string' ? [text] : Object.values(text).filter((one) => one !== undefined);
const places = (text: Text): string[] =>
  [...new Set(forms(text).flatMap((one) => one.match(/\{\w+\}/g) ?? []))].sort();

for (const [language, texts] of Object.entries(LANGUAGES)) {
  test(`${language} says everything, and nothing else`, () => {
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(en).sort());
    for (const [key, text] of Object.entries(texts))
      for (const one of forms(text)) assert.ok(one.trim(), `${key} is empty`);
  });

  test(`${language} uses the values that English uses`, () => {
    for (const [key, text] of Object.entries(texts)) {
      const english = (en as Readonly<Record<string, Text>>)[key] ?? '';
      assert.deepEqual(places(text), places(english), key);
    }
  });

  test(`${language} has a form for every number`, () => {
    const rules = new Intl.PluralRules(language);
    for (const [key, text] of Object.entries(texts)) {
      if (typeof text === 'string') continue;
      const needed = new Set([0, 1, 2, 5, 123].map((n) => rules.select(n)));
      for (const form of needed) assert.ok(text[form] ?? text.other, `${key}: ${form}`);
    }
  });
}

test('no text holds markup', () => {
  for (const texts of Object.values(LANGUAGES))
    for (const text of Object.values(texts))
      for (const one of forms(text)) assert.doesNotMatch(one, /[<>]|&\w+;/);
});
