import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe } from './openapi/document.js';
import type { ApiDocument } from './reference/openapi.js';
import { referencePages } from './reference/pages.js';

// Writes what is committed of the live document: `openapi.json` and `docs/reference`.
const root = new URL('../../../', import.meta.url);
const folder = new URL('docs/reference/', root);
const document = describe();

writeFileSync(new URL('openapi.json', root), `${JSON.stringify(document, null, 2)}\n`);
// Emptied first, so that a group that is gone leaves no page behind.
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const { file, text } of referencePages(document as unknown as ApiDocument)) {
  writeFileSync(new URL(file, folder), text);
}
