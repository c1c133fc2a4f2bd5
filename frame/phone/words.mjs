/**
 * The words of the other languages, bundled as lists in the order of the English ones.
 *
 * Rule: each of some five hundred keys is written once, not five times; a language that has other
 *       keys than English is refused.
 */

import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const OTHERS = /[\\/]words[\\/](?:\w+[\\/])?(?:de|fr|es|zh)\.ts$/;

const exportOf = async (path) => Object.entries(await import(pathToFileURL(path).href))[0];

async function listed({ path }) {
  const [english, model] = await exportOf(join(dirname(path), 'en.ts'));
  const [name, texts] = await exportOf(path);
  const keys = Object.keys(model);
  const strange = Object.keys(texts).length !== keys.length || !keys.every((key) => key in texts);
  if (strange) throw new Error(`${path} has other keys than its English`);
  return {
    loader: 'js',
    contents: `import { ${english} as model } from './en.ts';
      const texts = ${JSON.stringify(keys.map((key) => texts[key]))};
      export const ${name} =
        Object.fromEntries(Object.keys(model).map((key, at) => [key, texts[at]]));`,
  };
}

/** For esbuild. */
export const asLists = {
  name: 'words as lists',
  setup: (build) => build.onLoad({ filter: OTHERS }, listed),
};
