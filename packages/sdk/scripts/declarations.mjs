import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** Leaves in dist the declarations that the entries need, and writes each for CommonJS as well. */
export function publishDeclarations(folder, entries) {
  const dist = join(folder, 'dist');
  const found = new Map();
  const visit = (name) => {
    if (found.has(name)) return;
    const text = readFileSync(join(dist, `${name}.d.ts`), 'utf8');
    found.set(name, text);
    for (const [, to] of text.matchAll(/(?:from|import\()\s*['"](\.\.?\/[^'"]+)\.js['"]/g)) {
      visit(posix.join(posix.dirname(name), to));
    }
  };
  for (const entry of entries) visit(entry);

  for (const file of readdirSync(dist, { recursive: true })) {
    if (/\.d\.c?ts$/.test(file) && !found.has(file.split('.d.')[0])) rmSync(join(dist, file));
  }
  for (const [name, text] of found) {
    const required = text.replace(/(['"])(\.\.?\/[^'"]+)\.js\1/g, '$1$2.cjs$1');
    writeFileSync(join(dist, `${name}.d.cts`), required);
  }
}
