// Names what changed between two OpenAPI documents, and which of it breaks clients.
import { schemaChanges } from './contract-schemas.mjs';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** Every change with its name, such as `field removed: GET /api/v1/me, 200, phone`. */
export function contractChanges(before, after) {
  const sides = { before, after };
  return operationsOf(before).flatMap(([name, path, method]) => {
    const [was, is] = [before.paths[path][method], after.paths[path]?.[method]];
    const told = is
      ? [
          ...securityChanges(securityOf(before, was), securityOf(after, is)),
          ...parameterChanges(was.parameters, is.parameters, sides),
          ...bodyChanges(was.requestBody, is.requestBody, sides),
          ...responseChanges(was.responses, is.responses, sides),
        ]
      : [change('operation removed')];
    return told.map(({ kind, breaking, at }) => ({
      breaking,
      name: `${kind}: ${[name, ...at].filter(Boolean).join(', ')}`,
    }));
  });
}

const change = (kind, at = [], breaking = true) => ({ kind, at, breaking });

const operationsOf = ({ paths }) =>
  Object.entries(paths).flatMap(([path, operations]) =>
    methods
      .filter((method) => operations[method])
      .map((method) => [`${method.toUpperCase()} ${path}`, path, method]),
  );

/** The ways to be let in, each as a list of what it takes; our scope is asked for in each of them. */
function securityOf(document, operation) {
  const ways = operation.security ?? document.security ?? [];
  const scope = operation['x-scope'];
  return ways.map((way) => [
    ...Object.entries(way).flatMap(([scheme, scopes]) => [scheme, ...scopes]),
    ...(scope === undefined ? [] : [scope]),
  ]);
}

/** Whoever was let in must still be: each old way must be enough for one of the new ones. */
function securityChanges(before, after) {
  if (after.length === 0) return [];
  const olds = before.length === 0 ? [[]] : before;
  const enough = (old) => after.some((way) => way.every((need) => old.includes(need)));
  return olds.every(enough) ? [] : [change('more asked of the caller')];
}

function parameterChanges(before = [], after = [], sides) {
  const nameOf = ({ in: place, name }) => `${place} ${name}`;
  const olds = new Map(before.map((each) => [nameOf(each), each]));
  const news = new Map(after.map((each) => [nameOf(each), each]));
  return [
    ...[...olds.keys()]
      .filter((name) => !news.has(name))
      .map((name) => change('parameter removed', [name])),
    ...[...news].flatMap(([name, { required, schema }]) => {
      const old = olds.get(name);
      if (!old) return required ? [change('required parameter added', [name])] : [];
      return [
        ...(required && !old.required ? [change('parameter became required', [name])] : []),
        ...inside(schemaChanges(old.schema, schema, 'request', sides), [name]),
      ];
    }),
  ];
}

function bodyChanges(before, after, sides) {
  if (!before) return after?.required ? [change('required body added')] : [];
  if (!after) return [change('body removed')];
  return [
    ...(after.required && !before.required ? [change('body became required')] : []),
    ...contentChanges(before.content, after.content, 'request', sides, ['request']),
  ];
}

function responseChanges(before, after, sides) {
  return [
    ...Object.entries(before).flatMap(([status, was]) => {
      const is = after[status];
      if (!is) return [change('status removed', [status])];
      return [
        ...headerChanges(was.headers, is.headers, sides, status),
        ...contentChanges(was.content, is.content, 'response', sides, [status]),
      ];
    }),
    ...Object.keys(after)
      .filter((status) => !before[status])
      .map((status) => change('status added', [status], false)),
  ];
}

function headerChanges(before = {}, after = {}, sides, status) {
  return Object.entries(before).flatMap(([name, was]) => {
    const [is, at] = [after[name], [status, name]];
    if (!is) return [change('header removed', at)];
    if (was.required && !is.required) return [change('header no longer always there', at)];
    return inside(schemaChanges(was.schema, is.schema, 'response', sides), at);
  });
}

function contentChanges(before = {}, after = {}, role, sides, at) {
  const kinds = Object.entries(before).flatMap(([type, { schema }]) =>
    after[type]
      ? inside(schemaChanges(schema, after[type].schema, role, sides), at)
      : [change('content type removed', [...at, type])],
  );
  const added = Object.keys(after).some((type) => !before[type]);
  if (role === 'response' && added && Object.keys(before).length === 0) {
    return [...kinds, change('body added', at)];
  }
  return kinds;
}

/** What changed in a schema, at the place where the schema is. */
const inside = (changes, at) =>
  changes.map(({ kind, breaking, field }) => change(kind, [...at, field], breaking));
