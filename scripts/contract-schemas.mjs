// Compares what a schema of the document allows before and after, for what clients send and for what
// they get: of a request nothing may be taken away, to an answer nothing may be added.

/** The limits of each type: those from below, those from above. */
const limits = {
  string: [['minLength'], ['maxLength']],
  number: [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ],
  integer: [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ],
  array: [['minItems'], ['maxItems']],
  object: [['minProperties'], ['maxProperties']],
};

/**
 * What changed between two schemas, each with the field it is about. `sides` has both documents, to
 * look references up in; `role` says whether clients send this or get it.
 */
export function schemaChanges(before, after, role, sides, path = [], seen = new Set()) {
  const key = `${before?.$ref} ${after?.$ref} ${role}`;
  if (before?.$ref && after?.$ref) {
    if (seen.has(key)) return [];
    seen = new Set(seen).add(key);
  }
  const olds = choices(before, sides.before);
  const news = choices(after, sides.after);
  const compare = (a, b) => plainChanges(a, b, role, sides, path, seen);
  // Whoever must fit somewhere: old requests into new choices, new answers into old ones.
  const [guests, hosts, test] =
    role === 'request'
      ? [olds, news, compare]
      : [news, olds, (guest, host) => compare(host, guest)];
  const changes = guests.flatMap((guest) => {
    const found = hosts.map((host) => test(guest, host));
    return found.sort((a, b) => weight(a) - weight(b))[0] ?? [];
  });
  return unique(changes);
}

/** How far two alternatives are apart; those of different types are never meant to be the same. */
const weight = (changes) =>
  changes.reduce(
    (sum, { kind, breaking }) => sum + (kind === 'type changed' ? 100 : breaking ? 1 : 0.01),
    0,
  );

function unique(changes) {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

/** The alternatives of a schema, each with one type, no reference and nothing left to combine. */
function choices(schema, document) {
  if (schema === undefined || schema === true) return [{}];
  const { $ref, allOf = [], anyOf, oneOf, type, ...own } = schema;
  if ($ref !== undefined) {
    const name = $ref.split('/').at(-1);
    return choices({ ...own, allOf: [document.components.schemas[name], ...allOf] }, document);
  }
  const types = type === undefined ? [undefined] : [type].flat();
  let alternatives = types.map((each) => (each === undefined ? own : { ...own, type: each }));
  for (const part of allOf) alternatives = combine(alternatives, choices(part, document));
  for (const list of [anyOf, oneOf]) {
    const parts = list?.flatMap((part) => choices(part, document));
    if (parts) alternatives = combine(alternatives, parts);
  }
  return alternatives;
}

const combine = (some, others) => some.flatMap((a) => others.map((b) => merged(a, b)));

/** What both schemas ask for. */
function merged(a, b) {
  const both = { ...a, ...b };
  const [some, others] = [valuesOf(a), valuesOf(b)];
  if (some && others) both.enum = others.filter((value) => some.includes(value));
  if (a.required && b.required) both.required = [...new Set([...a.required, ...b.required])];
  if (a.properties && b.properties) {
    const names = Object.keys({ ...a.properties, ...b.properties });
    const part = (name) => [a.properties[name], b.properties[name]].filter(Boolean);
    both.properties = Object.fromEntries(names.map((name) => [name, { allOf: part(name) }]));
  }
  return both;
}

const valuesOf = (schema) => ('const' in schema ? [schema.const] : schema.enum);

/** Compares two alternatives, in their own right. */
function plainChanges(before, after, role, sides, path, seen) {
  const request = role === 'request';
  const say = (kind, breaking = true, at = path) => ({ kind, breaking, field: at.join('.') });
  const inner = (a, b, step) => schemaChanges(a, b, role, sides, [...path, step], seen);
  const [narrow, wide] = request ? [after, before] : [before, after];
  if (narrow.type !== undefined && narrow.type !== wide.type && !isInteger(wide, narrow)) {
    return [say('type changed')];
  }

  const changes = [];
  const promised = request ? after.format : before.format;
  if (promised !== undefined && before.format !== after.format) changes.push(say('format changed'));
  changes.push(...valueChanges(valuesOf(before), valuesOf(after), request, say));
  if (request) changes.push(...limitChanges(before, after, say));

  const [olds, news] = [before.properties ?? {}, after.properties ?? {}];
  for (const name of Object.keys(olds)) {
    if (name in news) changes.push(...inner(olds[name], news[name], name));
    else changes.push(say('field removed', true, [...path, name]));
  }
  const [had, has] = [before.required ?? [], after.required ?? []];
  for (const name of request ? has.filter((each) => !had.includes(each)) : []) {
    const kind = name in olds ? 'field became required' : 'required field added';
    changes.push(say(kind, true, [...path, name]));
  }
  for (const name of request ? [] : had.filter((each) => !has.includes(each) && each in news)) {
    changes.push(say('field no longer always there', true, [...path, name]));
  }
  if (request && after.additionalProperties === false && before.additionalProperties !== false) {
    if (before.type === 'object') changes.push(say('other fields refused'));
  }
  if (before.items && after.items) changes.push(...inner(before.items, after.items, '[]'));
  return changes;
}

const isInteger = (wide, narrow) => wide.type === 'integer' && narrow.type === 'number';

/** Of requests no value may go; in answers a new one is told, and breaks only where no old one is left. */
function valueChanges(before, after, request, say) {
  if (request) {
    if (!after) return [];
    const gone = before?.some((value) => !after.includes(value)) ?? true;
    return gone ? [say(before ? 'value removed' : 'restricted to some values')] : [];
  }
  if (!before) return [];
  if (!after) return [say('any value possible', false)];
  if (!before.some((value) => after.includes(value))) return [say('values changed')];
  return after.some((value) => !before.includes(value)) ? [say('value added', false)] : [];
}

function limitChanges(before, after, say) {
  const changes = [];
  const [lowest, highest] = limits[after.type] ?? [[], []];
  const { pattern } = after;
  if (after.type === 'string' && pattern !== undefined && pattern !== before.pattern) {
    changes.push(say('pattern changed'));
  }
  for (const limit of lowest) {
    if ((after[limit] ?? -Infinity) > (before[limit] ?? natural(limit))) {
      changes.push(say(`${limit} raised`));
    }
  }
  for (const limit of highest) {
    if ((after[limit] ?? Infinity) < (before[limit] ?? Infinity)) {
      changes.push(say(`${limit} lowered`));
    }
  }
  return changes;
}

/** Nothing is shorter than nothing. */
const natural = (limit) => (/Length|Items|Properties/.test(limit) ? 0 : -Infinity);
