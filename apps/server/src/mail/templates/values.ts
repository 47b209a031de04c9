import type { Reader } from './reader.js';
import type { Occasion, Placeholder } from './template.js';
import { spellDuration, spellInstant } from './time.js';

/** What a placeholder stands for; it keeps its own direction inside a sentence of the other. */
export interface Value {
  text: string;
  direction: 'ltr' | 'auto';
}

/** A text with its placeholders filled in. */
export type Pieces = (string | Value)[];
export type Values = Partial<Record<Placeholder, Value>>;

export const leftToRight = (text: string): Value => ({ text, direction: 'ltr' });
const inItsDirection = (text: string): Value => ({ text, direction: 'auto' });

export function valuesOf(
  { at, link }: Occasion,
  { host, name, reader }: { host: string; name: string | undefined; reader: Reader },
): Values & { time: Value } {
  return {
    host: leftToRight(host),
    time: inItsDirection(spellInstant(at, reader)),
    ...(name !== undefined && { name: inItsDirection(name) }),
    ...(link && {
      expires: inItsDirection(spellInstant(link.expiresAt, reader)),
      duration: inItsDirection(
        spellDuration(link.expiresAt.getTime() - link.madeAt.getTime(), reader.locale),
      ),
    }),
  };
}

export function fill(text: string | undefined, values: Values): Pieces {
  if (text === undefined) throw new Error('A catalogue lacks a text');
  return text.split(/\{(\w+)\}/).map((part, index) => {
    if (index % 2 === 0) return part;
    const value = values[part as Placeholder];
    // Catalogues are checked when they are read, so this is a fault of a template.
    if (!value) throw new Error(`Nothing is known of {${part}} here`);
    return value;
  });
}
