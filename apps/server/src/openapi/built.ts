import { readFileSync } from 'node:fs';
import type { ApiDocument } from '../reference/openapi.js';

const file = new URL('../../dist/openapi.json', import.meta.url);

let document: ApiDocument | undefined;

/** The document as the build has described it, which would take a server longer than all of its start. */
export function builtDocument(): ApiDocument {
  document ??= JSON.parse(readFileSync(file, 'utf8')) as ApiDocument;
  return document;
}
