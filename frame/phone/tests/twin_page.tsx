/**
 * The page with the twin of the office behind it, for tests in a browser: /?scene=album&tongue=de.
 *
 * Rule 1: the screens, their words and their looks are those of src/, unchanged.
 * Rule 2: photos are painted only where somebody looks at them: /?painted.
 * Rule 3: `window.stage` is all a test gets hold of; `ready` is when the scene was played.
 */

import { render } from 'preact';
import type { Language, Office } from '../src/office/calls.ts';
import type { Door } from '../src/screens/parts/given.tsx';
import { begin, go } from '../src/screens/parts/route.ts';
import { App } from '../src/screens/shell.tsx';
import { speak } from '../src/words/speak.ts';
import { twin } from './twin.ts';
import { HOSTILE, hostile } from './twin_hostile.ts';
import { measure } from './twin_measure.ts';
import { paint } from './twin_paint.ts';
import { SCENES } from './twin_scenes.ts';
import { Stage } from './twin_stage.ts';
import '../src/style.css';

const DELAY_MS = 30;

/** The same office with one small picture for every photo, which costs no work, only `ms`. */
function plainly(office: Office, ms: number): Office {
  const picture = paint('808080808080', 32, 24, false);
  const thumbnail = async () => {
    if (ms) await new Promise((go) => setTimeout(go, ms));
    return await picture;
  };
  const whole = async (...asked: Parameters<Office['picture']>) =>
    (await office.picture(...asked)) && picture;
  return { ...office, thumbnail, picture: whole };
}

async function play(): Promise<Stage> {
  const asked = new URLSearchParams(location.search);
  const name = asked.get('scene') ?? 'frame';
  const scene = SCENES[name];
  if (!scene) throw new Error(`there is no scene called ${name}`);
  const one = twin({
    delay: Number(asked.get('delay') ?? DELAY_MS),
    moving: asked.has('moving'),
    ...(scene.start && { start: scene.start }),
  });
  const stage = new Stage(one);
  const inPlace = async (tongue: Language): Promise<boolean> => {
    if (!scene.steps) await speak(tongue);
    return !scene.steps; // what steps opened is closed by another language
  };
  const tools = { scene: name, scenes: Object.keys(SCENES), measure, speak: inPlace, go };
  Object.assign(window, { stage: Object.assign(stage, tools) });
  one.change(scene.view ?? {});
  const word = HOSTILE[asked.get('words') ?? ''];
  const plain = asked.has('painted') ? one.office : plainly(one.office, Number(asked.get('slow')));
  const office = stage.counted(plain);
  const door: Door = { office, view: one.view, listen: one.listen };
  history.replaceState({ place: scene.place, depth: 0, sheet: false }, '');
  begin();
  await speak((asked.get('tongue') ?? 'en') as Language);
  const root = document.getElementById('app');
  if (!root) throw new Error('the page has no place for the screens');
  root.replaceChildren();
  render(<App door={word ? hostile(door, word) : door} />, root);
  await stage.still();
  await scene.steps?.(stage);
  await stage.still();
  return stage;
}

Object.assign(window, { ready: play().then(() => true) });
