import { code, paragraphs, table } from './markdown.js';
import type { Schema } from './openapi.js';
import { boundsOf, typeOf } from './types.js';

/** The section of one schema: what it is, and its fields. */
export function schemaSection(name: string, schema: Schema): string {
  const { description, properties = {}, required = [] } = schema;
  const rows = Object.entries(properties).map(([field, property]) => [
    code(field),
    typeOf(property),
    required.includes(field) ? 'yes' : 'no',
    describeField(property),
  ]);
  return paragraphs(
    `### ${name}`,
    description,
    rows.length > 0 && table(['Field', 'Type', 'Required', 'Description'], rows),
  );
}

/** The description, and the bounds that it doesn't say itself. */
function describeField(schema: Schema): string {
  const { description = '' } = schema;
  const bounds = boundsOf(schema);
  return [description, !description.includes(bounds) && bounds].filter(Boolean).join('; ');
}
