import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { operations } from '../procedures.js';
import type { ApiDocument, Content, Schema } from '../reference/openapi.js';
import { describe as describeApi } from './document.js';
import { exampleFaults, exampleOf } from './examples.js';

const document = describeApi() as unknown as ApiDocument;
const { schemas } = document.components;

describe.each(operations)('$name', ({ meta, body, output }) => {
  const { method, path } = meta.openapi;
  const operation = document.paths[path]?.[method.toLowerCase()];
  const json = (content: Record<string, Content> = {}) => content['application/json'];

  it('has an example of its request that the contract accepts', () => {
    // A file is none that JSON could have.
    if (!body || meta.upload) return;
    expect(body.safeParse(json(operation?.requestBody?.content)?.example)).toMatchObject({
      success: true,
    });
  });

  it('has for each of its fields examples that the contract accepts', () => {
    const { shape } = (body ?? { shape: {} }) as z.ZodObject;
    const written = schemas[body?.meta()?.id ?? '']?.properties ?? {};
    for (const [name, field] of Object.entries(meta.upload ? {} : shape)) {
      const { examples = [] } = written[name] as { examples?: unknown[] };
      expect([name, examples.length]).not.toEqual([name, 0]);
      for (const example of examples) {
        expect(field.safeParse(example), name).toMatchObject({ success: true });
      }
    }
  });

  it('has an example of its answer that the contract accepts', () => {
    if (meta.status === 204) return;
    for (const status of Object.keys(meta.answers ?? { [meta.status ?? 200]: output })) {
      const { example } = json(operation?.responses[status]?.content) ?? {};
      expect(output.safeParse(example)).toMatchObject({ success: true });
    }
  });

  it('has an example of every failure', () => {
    const failures = Object.entries(operation?.responses ?? {}).filter(
      ([status]) => +status >= 400,
    );
    for (const [status, { content }] of failures) {
      const { example, examples = {} } = json(content) ?? { schema: {} };
      const all = [example, ...Object.values(examples).map(({ value }) => value)].filter(Boolean);
      expect([status, all.length]).not.toEqual([status, 0]);
      for (const each of all) expect(JSON.stringify(each)).toMatch(/^\{"(detail|error)":./);
    }
  });

  it('shows as a 422 what it really answers', () => {
    if (!body) return;
    const faults = exampleFaults(body);
    expect(faults.length).toBeGreaterThan(0);
    expect(json(operation?.responses[422]?.content)?.example).toEqual({ detail: faults });
  });
});

describe('The schemas', () => {
  const described = (schema: Schema): boolean =>
    Boolean(schema.description) || schema.$ref !== undefined;

  it.each(Object.entries(schemas))('%s says what it and its fields are', (_name, schema) => {
    expect(schema.type).toBe('object');
    expect(described(schema)).toBe(true);
    for (const [field, property] of Object.entries(schema.properties ?? {})) {
      expect([field, described(property)]).toEqual([field, true]);
    }
  });
});

it.each<[schema: Record<string, unknown>, example: unknown]>([
  [{ type: 'string', examples: ['a', 'b'] }, 'a'],
  [{ type: 'string', const: 'Bearer' }, 'Bearer'],
  [{ type: 'string', enum: ['x', 'y'] }, 'x'],
  [{ anyOf: [{ type: 'integer', examples: [1] }, { type: 'null' }] }, 1],
  [{ type: 'array', items: { $ref: '#/$defs/A' } }, [{ a: null }]],
  [{ type: 'string' }, undefined],
])('makes of %j the example %j', (schema, example) => {
  const known = { A: { type: 'object', properties: { a: { examples: [null] } } } };
  expect(exampleOf(schema, known)).toEqual(example);
});
