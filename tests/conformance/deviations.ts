import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Header {
  required?: boolean;
  schema: object;
}

interface Answers {
  [status: string]: {
    headers?: Record<string, Header>;
    content?: Record<string, { schema: object }>;
  };
}

type Paths = Record<string, Record<string, { responses: Answers }>>;

/** An answer as a client sees it. */
export interface Observed {
  method: string;
  /** The path of the request, without its query. */
  path: string;
  status: number;
  headers: Headers;
  text: string;
}

const document = JSON.parse(
  readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'),
) as { paths: Paths };

// Not strict about what JSON Schema calls annotations: `example`, and formats of other tools.
const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true }));
ajv.addSchema({ ...document, $id: 'openapi' });
const validators = new Map<string, ValidateFunction>();

/** What the document lets any path answer with, since it has no place for it: no such path or method. */
const everywhere = [404, 405];

/** What of the answer the published document does not say; empty when it keeps its word. */
export function deviations({ method, path, status, headers, text }: Observed): string[] {
  const [template, pointer] = operationOf(method, path) ?? [];
  if (!template || !pointer) {
    // The legacy path asks for a token before it says that it doesn't know a method.
    const legacy = status === 401 && /^\/api\/profile\/?$/.test(path);
    const known = everywhere.includes(status) || (status === 400 && text.includes('malformed'));
    return known || legacy || method === 'OPTIONS' ? [] : [`${method} ${path} is undocumented`];
  }
  // Too much header for any path, before there is a request to speak of.
  if (status === 431) return [];
  const answer = template.responses[status];
  if (!answer) return [`${status} is not documented`];
  const content = answer.content?.['application/json'];
  return [
    ...Object.entries(answer.headers ?? {}).flatMap(([name, header]) =>
      headerDeviations(name, header, headers.get(name)),
    ),
    ...(method === 'HEAD' ? [] : bodyDeviations(content && `${pointer}/${status}`, headers, text)),
  ];
}

function operationOf(method: string, path: string) {
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  for (const [template, operations] of Object.entries(document.paths)) {
    const operation = operations[verb];
    const form = template.replace(/\/$/, '').replace(/\{\w+\}/g, '[^/]+');
    if (operation && new RegExp(`^${form}/?$`).test(path)) {
      const pointer = `openapi#/paths/${template.replaceAll('/', '~1')}/${verb}/responses`;
      return [operation, pointer] as const;
    }
  }
  return undefined;
}

function headerDeviations(name: string, header: Header, value: string | null): string[] {
  if (value === null) return header.required ? [`${name} is missing`] : [];
  const { type } = header.schema as { type?: string };
  const parsed = type === 'integer' && /^[0-9]+$/.test(value) ? Number(value) : value;
  const validate = ajv.compile(header.schema);
  return validate(parsed) ? [] : [`${name}: ${value} ${ajv.errorsText(validate.errors)}`];
}

function bodyDeviations(pointer: string | undefined, headers: Headers, text: string): string[] {
  if (!pointer) return text === '' ? [] : [`the body should be empty, and is ${text}`];
  if (headers.get('content-type') !== 'application/json') {
    return [`the content type is ${headers.get('content-type')}`];
  }
  const key = `${pointer}/content/application~1json/schema`;
  const validate = validators.get(key) ?? ajv.compile({ $ref: key.replaceAll('{', '%7B') });
  validators.set(key, validate);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [`the body is not JSON: ${text}`];
  }
  return validate(body) ? [] : [`the body ${text}: ${ajv.errorsText(validate.errors)}`];
}
