/** Everything a screen is built from. */

export * from './album_form.tsx';
export * from './fields.tsx';
export * from './given.tsx';
export * from './icons.tsx';
export * from './page.tsx';
export * from './picture.tsx';
export * from './press.tsx';
export * from './route.ts';
export * from './scroll.tsx';
export * from './shared.ts';
export * from './sheet.tsx';
export * from './signs.tsx';
export * from './surface.tsx';
export * from './toast.tsx';
