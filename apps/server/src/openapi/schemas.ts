import { z } from 'zod';

type Written = Record<string, unknown> & { $defs?: Record<string, object> };

/** The JSON Schema of a contract schema; schemas with a name inside it become references. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    override({ zodSchema, jsonSchema: written }) {
      // zod leaves examples out of inputs that are transformed, as all our texts are.
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (examples) written.examples = examples as unknown[];
    },
  }) as Written;
  // A schema with a name of its own is written as a reference to itself.
  const id = schema.meta()?.id;
  return (id === undefined ? undefined : $defs?.[id]) ?? rest;
}

/** Points references into the components, and drops the bounds that only say `safe integer`. */
export function withoutNoise(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNoise);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, each]) =>
      each !== undefined &&
      !(key === 'minimum' && each === Number.MIN_SAFE_INTEGER) &&
      !(key === 'maximum' && each === Number.MAX_SAFE_INTEGER),
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
