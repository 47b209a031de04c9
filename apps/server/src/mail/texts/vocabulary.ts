import { common } from '../templates/common.js';
import type { Placeholder } from '../templates/template.js';
import { templates } from '../templates.js';

type Section = keyof typeof templates | 'common';

/** A language's texts, by kind of mail and key. */
export type Catalogue = Record<Section, Record<string, string>>;

/** Every section and key of a catalogue, and what each text may have in braces. */
export const vocabulary = Object.fromEntries([
  ['common', common],
  ...Object.entries(templates).map(([kind, { texts }]) => [kind, texts] as const),
]) as Record<Section, Record<string, readonly Placeholder[]>>;

export const sections = Object.keys(vocabulary) as Section[];

export const isSection = (name: string): name is Section => Object.hasOwn(vocabulary, name);
