import { anchor, code, link } from './markdown.js';
import { nameOf, type Schema } from './openapi.js';

/** What a value is, with links to the schemas that say more. */
export function typeOf(schema: Schema): string {
  const words = describeType(schema);
  return words.includes('](') ? words : code(words);
}

function describeType(schema: Schema): string {
  const { $ref, anyOf, allOf, const: only, enum: choices, type, format, items } = schema;
  if ($ref !== undefined) return link(nameOf($ref), anchor(nameOf($ref)));
  // The first is what it is; the others only say which of its values are possible here.
  if (allOf?.[0]) return describeType(allOf[0]);
  if (anyOf) return [...new Set(anyOf.map(describeType))].join(' | ');
  if (only !== undefined) return JSON.stringify(only);
  if (choices) return choices.map((choice) => JSON.stringify(choice)).join(' | ');
  if (type === 'array') return `array of ${items ? describeType(items) : 'anything'}`;
  const plain = [type ?? 'anything'].flat().join(' | ');
  return format === undefined ? plain : `${plain} (${format})`;
}

/** Its bounds in words, such as `1 to 200 characters`; empty when it has none. */
export function boundsOf(schema: Schema): string {
  const { minLength, maxLength, minimum, maximum, anyOf = [] } = schema;
  const own = [range(minLength, maxLength, 'character'), range(minimum, maximum)];
  return [...own, ...anyOf.map(boundsOf)].filter(Boolean).join('; ');
}

function range(least?: number, most?: number, unit = ''): string {
  if (least === undefined && most === undefined) return '';
  const counted = (count: number) => (unit ? `${count} ${unit}${count === 1 ? '' : 's'}` : count);
  if (least === undefined) return `at most ${counted(most ?? 0)}`;
  if (most === undefined) return `at least ${counted(least)}`;
  return least === most ? `exactly ${counted(least)}` : `${least} to ${counted(most)}`;
}
