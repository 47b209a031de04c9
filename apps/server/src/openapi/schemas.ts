import { z } from 'zod';

/** Enough of an OpenAPI object to build one. */
export type Part = Record<string, unknown>;

/** The JSON Schemas of a contract schema and of those it refers to, by their names. */
export function namedSchemas(schema: z.ZodType, io: 'input' | 'output'): Record<string, Part> {
  const { $defs } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    // A file, of which its own description says what it is.
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      // zod leaves examples out of inputs that are transformed, as all our texts are.
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (examples) jsonSchema.examples = examples as unknown[];
    },
  });
  return Object.fromEntries(
    Object.entries($defs ?? {}).map(([name, { id: _id, ...rest }]) => [name, rest]),
  );
}

/** A reference to a schema that has a name; bodies and answers all have one. */
export function named(schema: z.ZodType): Part {
  const id = schema.meta()?.id;
  if (id === undefined) throw new Error('A body needs a name: give its schema an id');
  return { $ref: `#/components/schemas/${id}` };
}

/** Points references into the components, and drops what says only `safe integer` or `RFC 3339`. */
export function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNoise);
  if (typeof value !== 'object' || value === null) return value;
  const isMoment = 'format' in value && value.format === 'date-time';
  const kept = Object.entries(value).filter(
    ([key, each]) =>
      each !== undefined &&
      !(key === 'minimum' && each === Number.MIN_SAFE_INTEGER) &&
      !(key === 'maximum' && each === Number.MAX_SAFE_INTEGER) &&
      !(key === 'pattern' && isMoment),
  );
  return Object.fromEntries(
    kept.map(([key, each]) => [
      key,
      key === '$ref' && typeof each === 'string'
        ? each.replace('#/$defs/', '#/components/schemas/')
        : withoutNoise(each),
    ]),
  );
}
