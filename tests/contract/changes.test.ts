import { describe, expect, it } from 'vitest';
import { parseChangeset, unnamed } from '../../scripts/changesets.mjs';
import { contractChanges } from '../../scripts/contract-changes.mjs';

const text = { type: 'string' };
const nullable = { anyOf: [{ type: 'string', maxLength: 9 }, { type: 'null' }] };

/** What the cases change: one operation that sends all that a schema can say, and gets it. */
const base = () => ({
  paths: {
    '/me': {
      patch: {
        security: [{ bearer: ['read'] }] as object[],
        parameters: [{ in: 'header', name: 'If-Match', required: false, schema: text }] as Any[],
        requestBody: {
          required: false,
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Sent' } } },
        } as Any,
        responses: {
          200: {
            headers: { ETag: { required: true, schema: text } },
            content: { 'application/json': { schema: { $ref: '#/components/schemas/Got' } } },
          },
          409: { content: { 'application/json': { schema: refused(['taken', 'gone']) } } },
        } as Any,
      },
    } as Any,
  },
  components: {
    schemas: {
      Sent: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' },
          nick: nullable,
          kind: { enum: ['x', 'y'] },
          count: { type: 'number', minimum: 0 },
          list: { type: 'array', items: text },
          self: { $ref: '#/components/schemas/Sent' },
        },
      } as Any,
      Got: {
        type: 'object',
        required: ['name', 'list'],
        properties: {
          name: text,
          nick: nullable,
          kind: { enum: ['x', 'y'] },
          at: { type: 'string', format: 'date-time' },
          count: { type: 'integer' },
          list: { type: 'array', items: { $ref: '#/components/schemas/Item' } },
        },
      } as Any,
      Item: { type: 'object', required: ['id'], properties: { id: text } } as Any,
      Error: {
        type: 'object',
        required: ['code'],
        properties: { code: { type: 'string', enum: ['taken', 'gone', 'other'] } },
      } as Any,
    },
  },
});

// biome-ignore lint/suspicious/noExplicitAny: the cases reach into it wherever they like.
type Any = any;
type Edit = (parts: { op: Any; sent: Any; got: Any; paths: Any; schemas: Any }) => void;

function refused(codes: string[]) {
  const code = { type: 'string', enum: codes };
  return { allOf: [{ $ref: '#/components/schemas/Error' }, { properties: { code } }] };
}

function changesOf(edit: Edit) {
  const after = base();
  const { paths } = after;
  const { schemas } = after.components;
  edit({ op: paths['/me'].patch, sent: schemas.Sent, got: schemas.Got, paths, schemas });
  return contractChanges(base(), after);
}

const me = 'PATCH /me';
const request = `${me}, request`;
const ok = `${me}, 200`;

describe('Found as breaking is', () => {
  it.each<[name: string, edit: Edit]>([
    [`operation removed: ${me}`, ({ paths }) => delete paths['/me'].patch],
    [`operation removed: ${me}`, ({ paths }) => delete paths['/me']],
    [`more asked of the caller: ${me}`, ({ op }) => op.security[0].bearer.push('write')],
    [`more asked of the caller: ${me}`, ({ op }) => (op.security = [{ key: [] }])],
    [`more asked of the caller: ${me}`, ({ op }) => (op['x-scope'] = 'write')],
    [`parameter removed: ${me}, header If-Match`, ({ op }) => op.parameters.pop()],
    [
      `parameter became required: ${me}, header If-Match`,
      ({ op }) => (op.parameters[0] = { ...op.parameters[0], required: true }),
    ],
    [
      `required parameter added: ${me}, query q`,
      ({ op }) => op.parameters.push({ in: 'query', name: 'q', required: true, schema: text }),
    ],
    [
      `pattern changed: ${me}, header If-Match`,
      ({ op }) => (op.parameters[0] = { ...op.parameters[0], schema: { ...text, pattern: 'x' } }),
    ],
    [`body became required: ${me}`, ({ op }) => (op.requestBody.required = true)],
    [`body removed: ${me}`, ({ op }) => delete op.requestBody],
    [
      `content type removed: ${request}, application/json`,
      ({ op }) => (op.requestBody.content = { 'text/plain': { schema: text } }),
    ],
    [`field removed: ${request}, nick`, ({ sent }) => delete sent.properties.nick],
    [`field became required: ${request}, nick`, ({ sent }) => sent.required.push('nick')],
    [
      `required field added: ${request}, new`,
      ({ sent }) => {
        sent.properties.new = text;
        sent.required.push('new');
      },
    ],
    [`type changed: ${request}, name`, ({ sent }) => (sent.properties.name.type = 'integer')],
    [`type changed: ${request}, count`, ({ sent }) => (sent.properties.count.type = 'integer')],
    [`type changed: ${request}, nick`, ({ sent }) => (sent.properties.nick = text)],
    [
      `type changed: ${request}, list.[]`,
      ({ sent }) => (sent.properties.list.items = { type: 'null' }),
    ],
    [`value removed: ${request}, kind`, ({ sent }) => (sent.properties.kind = { enum: ['x'] })],
    [
      `restricted to some values: ${request}, name`,
      ({ sent }) => (sent.properties.name.enum = ['a']),
    ],
    [`pattern changed: ${request}, name`, ({ sent }) => (sent.properties.name.pattern = '^b')],
    [`format changed: ${request}, name`, ({ sent }) => (sent.properties.name.format = 'email')],
    [`minLength raised: ${request}, name`, ({ sent }) => (sent.properties.name.minLength = 2)],
    [`maxLength lowered: ${request}, name`, ({ sent }) => (sent.properties.name.maxLength = 8)],
    [
      `maxLength lowered: ${request}, nick`,
      ({ sent }) =>
        (sent.properties.nick = { anyOf: [{ ...text, maxLength: 8 }, { type: 'null' }] }),
    ],
    [`minimum raised: ${request}, count`, ({ sent }) => (sent.properties.count.minimum = 1)],
    [`status removed: ${me}, 409`, ({ op }) => delete op.responses[409]],
    [`header removed: ${ok}, ETag`, ({ op }) => delete op.responses[200].headers.ETag],
    [
      `header no longer always there: ${ok}, ETag`,
      ({ op }) => (op.responses[200].headers.ETag.required = false),
    ],
    [
      `type changed: ${ok}, ETag`,
      ({ op }) => (op.responses[200].headers.ETag.schema = { type: 'integer' }),
    ],
    [`content type removed: ${ok}, application/json`, ({ op }) => delete op.responses[200].content],
    [`field removed: ${ok}, nick`, ({ got }) => delete got.properties.nick],
    [`field removed: ${ok}, list.[].id`, ({ schemas }) => delete schemas.Item.properties.id],
    [`field no longer always there: ${ok}, name`, ({ got }) => got.required.shift()],
    [`type changed: ${ok}, name`, ({ got }) => (got.properties.name = nullable)],
    [`type changed: ${ok}, count`, ({ got }) => (got.properties.count.type = 'number')],
    [`type changed: ${ok}, list`, ({ got }) => (got.properties.list = text)],
    [`format changed: ${ok}, at`, ({ got }) => delete got.properties.at.format],
    [`values changed: ${ok}, kind`, ({ got }) => (got.properties.kind = { enum: ['z'] })],
  ])('%s', (name, edit) => {
    expect(changesOf(edit)).toEqual([{ name, breaking: true }]);
  });
});

describe('Told, but not as breaking, is', () => {
  it.each<[name: string, edit: Edit]>([
    [`value added: ${ok}, kind`, ({ got }) => got.properties.kind.enum.push('z')],
    [`any value possible: ${ok}, kind`, ({ got }) => (got.properties.kind = {})],
    [`status added: ${me}, 418`, ({ op }) => (op.responses[418] = {})],
    [
      `value added: ${me}, 409, code`,
      ({ op }) => {
        const schema = refused(['taken', 'gone', 'other']);
        op.responses[409].content['application/json'].schema = schema;
      },
    ],
  ])('%s', (name, edit) => {
    expect(changesOf(edit)).toEqual([{ name, breaking: false }]);
  });
});

describe('Not told at all is', () => {
  it.each<[title: string, edit: Edit]>([
    ['nothing', () => {}],
    ['a new operation', ({ paths, op }) => (paths['/other'] = { get: op })],
    ['a new word', ({ got }) => (got.description = 'x')],
    ['an open door', ({ op }) => (op.security = [])],
    ['a way in more', ({ op }) => op.security.push({ key: [] })],
    [
      'a parameter that may be left out',
      ({ op }) => op.parameters.push({ in: 'query', name: 'q' }),
    ],
    ['a field that may be sent', ({ sent }) => (sent.properties.new = text)],
    ['a field that need not be sent', ({ sent }) => (sent.required = [])],
    ['a value more to send', ({ sent }) => sent.properties.kind.enum.push('z')],
    ['a longer text to send', ({ sent }) => (sent.properties.name.maxLength = 99)],
    ['null to send', ({ sent }) => (sent.properties.list.items = { type: ['string', 'null'] })],
    [
      'the same said otherwise',
      ({ sent }) => (sent.properties.nick = { type: ['null', 'string'], maxLength: 9 }),
    ],
    ['a field more in an answer', ({ got }) => (got.properties.new = text)],
    ['a field that is always there', ({ got }) => got.required.push('kind')],
    ['a value less in an answer', ({ got }) => (got.properties.kind = { enum: ['x'] })],
    ['an answer that is never null', ({ got }) => (got.properties.nick = text)],
    [
      'a schema by another name',
      ({ got, schemas }) => {
        schemas.Other = schemas.Item;
        got.properties.list.items = { $ref: '#/components/schemas/Other' };
      },
    ],
  ])('%s', (_, edit) => {
    expect(changesOf(edit)).toEqual([]);
  });
});

describe('A changeset', () => {
  const changes = [
    { name: 'field removed: GET /me, 200, nick', breaking: true },
    { name: 'status added: GET /me, 418', breaking: false },
  ];
  const note = (bump: string, words: string) =>
    parseChangeset(`---\n"@profile/server": ${bump}\n'@profile/sdk': minor\n---\n\n${words}\n`);
  const named = `Nobody used it.\n\n- ${changes[0]?.name}`;

  it.each([
    ['is needed', [], changes.slice(0, 1)],
    ['that names it will do', [note('major', named)], []],
    ['may be one of several', [note('patch', 'x'), note('major', named)], []],
    ['that bumps less will not do', [note('minor', named)], changes.slice(0, 1)],
    ['that names another will not do', [note('major', `${named}name`)], changes.slice(0, 1)],
  ])('%s', (_, notes, left) => {
    expect(unnamed(changes, notes, '@profile/server')).toEqual(left);
  });

  it('is read as changesets write it', () => {
    const { bumps, words } = note('major', named);
    expect(bumps).toEqual({ '@profile/server': 'major', '@profile/sdk': 'minor' });
    expect(words.trim()).toBe(named);
    expect(parseChangeset('# Not one\n')).toEqual({ bumps: {}, words: '' });
  });
});
