/** What every language has to say on the screens about people, privacy and phones. */

import type { Plural } from '../speak.ts';
import type { house } from './en.ts';

export type HouseTexts = Readonly<Record<keyof typeof house, string | Plural>>;
