import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Relative `file:` addresses count from here: the repository's root. */
export const root = fileURLToPath(new URL('../../..', import.meta.url));

/** The absolute path of a `file:` address, relative ones counted from the root. */
export function filePath(address: string): string | undefined {
  if (!address.startsWith('file:') || address.length === 'file:'.length) return undefined;
  if (address.startsWith('file://')) {
    try {
      return fileURLToPath(address);
    } catch {
      return undefined;
    }
  }
  return resolve(root, address.slice('file:'.length));
}
