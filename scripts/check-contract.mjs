// Compares openapi.json with the last one released, and fails when it breaks clients without a note
// that says so. With --release the released one becomes that of now.
import './node-version.mjs';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChangesets, unnamed } from './changesets.mjs';
import { contractChanges } from './contract-changes.mjs';
import { root } from './workspace.mjs';

const published = '@profile/server';
const [now, released] = ['openapi.json', 'openapi.released.json'].map((file) => join(root, file));

if (process.argv.includes('--release')) {
  copyFileSync(now, released);
  console.error('openapi.released.json is now what openapi.json says.');
  process.exit(0);
}

const [before, after] = [released, now].map((file) => JSON.parse(readFileSync(file, 'utf8')));
const changes = contractChanges(before, after);
const missing = unnamed(changes, readChangesets(join(root, '.changeset')), published);

for (const { name } of changes.filter(({ breaking }) => !breaking)) {
  console.error(`Clients that count on the present ones may notice: ${name}`);
}
if (missing.length > 0) {
  console.error(`
openapi.json breaks clients of openapi.released.json, and no changeset says so.
Undo the change; or, if it is meant, write .changeset/<any name>.md with these lines in it:

---
"${published}": major
---

<What changes for callers, and what they should do.>

${missing.map(({ name }) => `- ${name}`).join('\n')}

docs/guides/contract-changes.md has more.`);
  process.exit(1);
}
const named = changes.filter(({ breaking }) => breaking).length;
console.error(
  `The contract breaks nothing${named ? ` but the ${named} that changesets name` : ''}.`,
);
