import type { FastifyRequest } from 'fastify';
import { readText } from '../body.js';
import { OAuthFailure } from './failure.js';

/** Parameters by their names, each at most once; one without a value counts as absent. */
export type Form = ReadonlyMap<string, string>;

const formType = /^\s*application\/x-www-form-urlencoded\s*(;|$)/i;

/** The parameters of the body. Those of the address are not read, since addresses end up in logs. */
export async function readForm({ raw, headers }: FastifyRequest): Promise<Form> {
  const text = await readText(raw);
  if (!formType.test(headers['content-type'] ?? '')) {
    throw new OAuthFailure('invalid_request', 'Send application/x-www-form-urlencoded');
  }
  return parseForm(text);
}

/** Not by URLSearchParams, which makes something of whatever it is given. */
function parseForm(text: string): Form {
  const form = new Map<string, string>();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const [name = '', ...value] = pair.split('=');
    const key = decodeFormPart(name);
    if (form.has(key)) throw new OAuthFailure('invalid_request', 'A parameter is repeated');
    form.set(key, decodeFormPart(value.join('=')));
  }
  for (const [name, value] of form) if (value === '') form.delete(name);
  return form;
}

export function decodeFormPart(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new OAuthFailure('invalid_request', 'A parameter is not percent-encoded UTF-8');
  }
}

/** A parameter that the request can't do without. */
export function required(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthFailure('invalid_request', `${name} is missing`);
  return value;
}
