import { readFileSync } from 'node:fs';
import fc, { type Arbitrary } from 'fast-check';

/** As much of a JSON Schema as our document uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: { required: string[] }[];
  properties?: Record<string, Schema>;
  required?: string[];
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  examples?: unknown[];
}

interface Operation {
  operationId: string;
  security: object[];
  requestBody?: {
    required: boolean;
    content: { 'application/json'?: { schema: Schema } };
  };
  responses: Record<string, unknown>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** The published document, from which every request here is made. */
export const document = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as Document;

/** The operations whose bodies have rules, with where they are. */
export const bodied = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).flatMap(([method, { operationId, requestBody, security }]) =>
    // A form with a file is no JSON that could be made up.
    requestBody?.content['application/json']
      ? [
          {
            name: operationId,
            path,
            method: method.toUpperCase(),
            required: requestBody.required,
            signedIn: security.length > 0,
            schema: resolve(requestBody.content['application/json'].schema),
          },
        ]
      : [],
  ),
);

export type Bodied = (typeof bodied)[number];

function resolve(schema: Schema): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : resolve(document.components.schemas[name] ?? {});
}

/** Values that the schema allows. Texts with a rule that no schema can say come from its examples. */
export function valid(given: Schema): Arbitrary<unknown> {
  const schema = resolve(given);
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.anyOf) {
    const { examples } = schema;
    return fc.oneof(
      ...schema.anyOf.map((each) => valid({ ...(examples && { examples }), ...each })),
    );
  }
  if (schema.properties) return validObject(schema);
  const types = [schema.type].flat();
  if (!types.includes('null')) return validText(schema);
  const texts = types.filter((type) => type !== 'null');
  return fc.oneof(
    fc.constant(null),
    ...texts.map((type) => valid({ ...schema, type: type ?? '' })),
  );
}

function validText({ pattern, minLength, maxLength, examples }: Schema): Arbitrary<string> {
  if (pattern !== undefined) {
    const long = maxLength ?? 200;
    return fc
      .stringMatching(new RegExp(pattern, 'u'), { size: 'medium' })
      .filter((text) => [...text].length >= (minLength ?? 0) && [...text].length <= long);
  }
  if (examples) return fc.constantFrom(...(examples as string[]));
  return fc.string({ unit: 'binary', minLength: minLength ?? 0, maxLength: maxLength ?? 300 });
}

function validObject({ properties = {}, required = [], oneOf }: Schema): Arbitrary<object> {
  const whole = fc.record(
    Object.fromEntries(Object.entries(properties).map(([key, field]) => [key, valid(field)])),
    { requiredKeys: required },
  );
  if (!oneOf) return whole;
  const choices = oneOf.map(({ required: keys }) =>
    fc.record(Object.fromEntries(keys.map((key) => [key, valid(properties[key] ?? {})]))),
  );
  return fc.oneof(...choices);
}

const notText = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.array(fc.jsonValue(), { maxLength: 3 }),
  fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }),
);

/** A request that the schema forbids, made from one that it allows by breaking one thing. */
export function broken(operation: Bodied): Arbitrary<unknown> {
  const { properties = {}, required = [] } = operation.schema;
  const names = Object.keys(properties);
  const allowed = validObject(operation.schema) as Arbitrary<Record<string, unknown>>;
  const ways: Arbitrary<unknown>[] = [
    fc
      .tuple(allowed, fc.constantFrom(...names), notText)
      .map(([body, name, value]) => ({ ...body, [name]: value })),
    fc
      .tuple(allowed, fc.string({ minLength: 1 }), fc.jsonValue())
      .filter(([, name]) => !names.includes(name))
      // Built by pairs, since `__proto__` in a literal would set no field.
      .map(([body, name, value]) => Object.fromEntries([...Object.entries(body), [name, value]])),
    fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.array(fc.jsonValue(), { maxLength: 3 })),
  ];
  const limited = names.filter((name) => limits(properties[name]).maxLength !== undefined);
  if (limited.length > 0) {
    ways.push(
      fc
        .tuple(allowed, fc.constantFrom(...limited), fc.integer({ min: 1, max: 50 }))
        .map(([body, name, more]) => {
          const length = (limits(properties[name]).maxLength ?? 0) + more;
          return { ...body, [name]: 'x'.repeat(length) };
        }),
    );
  }
  if (required.length > 0) {
    ways.push(
      fc.tuple(allowed, fc.constantFrom(...required)).map(([{ ...body }, name]) => {
        delete body[name];
        return body;
      }),
    );
  }
  return fc.oneof(...ways);
}

function limits(given: Schema = {}): Schema {
  const schema = resolve(given);
  return schema.anyOf?.map(limits).find(({ maxLength }) => maxLength !== undefined) ?? schema;
}
