/**
 * What turns the direction of writing around it, and how a text is freed of it.
 *
 * Embeddings, overrides and isolates (Unicode Standard Annex 9, sections 2.1 to 2.5) turn what
 * stands behind them around: a name with one of them can make a sentence say something else
 * than was signed. The marks (LRM, RLM, ALM) only stand beside a letter and are kept: texts in
 * Arabic and Hebrew need them.
 *
 * Rule: a peer's text that holds one is refused; what a person types is freed of it, and never
 * refused.
 */

const TURNS = /[\u202a-\u202e\u2066-\u2069]/;
const ALL = new RegExp(TURNS, 'g');

/** Whether a text holds anything that turns the direction of writing. */
export const turns = (text: string): boolean => TURNS.test(text);

/** A text without what turns the direction of writing; all else stays as it is. */
export const unturned = (text: string): string => text.replace(ALL, '');

/** What a person typed or pasted as it is signed: freed, and without spaces around. */
export const typed = (text: string): string => unturned(text).trim();
