import { type ValidationError, validationErrors } from '@profile/contract';
import type { z } from 'zod';
import type { Part } from './schemas.js';

/** A value that fits the schema: its own first example, else one put together of its parts' examples. */
export function exampleOf(schema: Part, schemas: Record<string, Part>): unknown {
  const { $ref, examples, const: only, enum: choices, properties, items, anyOf, type } = schema;
  if (typeof $ref === 'string') {
    return exampleOf(schemas[$ref.slice($ref.lastIndexOf('/') + 1)] ?? {}, schemas);
  }
  if (Array.isArray(examples)) return examples[0];
  if (only !== undefined) return only;
  if (Array.isArray(choices)) return choices[0];
  if (Array.isArray(anyOf)) return exampleOf(anyOf[0], schemas);
  if (type === 'array') return [exampleOf(items as Part, schemas)];
  if (!properties) return undefined;
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, exampleOf(property, schemas)]),
  );
}

/** What is really answered to a body that has a number as its first field and nothing else. */
export function exampleFaults(body: z.ZodType): ValidationError[] {
  const [first = ''] = Object.keys((body as z.ZodObject).shape);
  const wrong = { [first]: 0 };
  const { error } = body.safeParse(wrong);
  if (!error) throw new Error(`A number as ${first} should have been refused`);
  return validationErrors(error, wrong);
}
