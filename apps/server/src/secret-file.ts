import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The development secret: made at the first start, kept for the next ones. */
export function secretFromFile(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  try {
    // Fails when the file exists, also when another start made it a moment ago.
    writeFileSync(path, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
