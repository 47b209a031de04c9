import type { Media } from './media.js';

/** Keeps files in memory, by their names, for tests. */
export function memoryMedia(files = new Map<string, Uint8Array>()): Media {
  return {
    async put(name, bytes) {
      files.set(name, bytes);
    },
    async read(name) {
      return files.get(name);
    },
    async remove(folder) {
      for (const name of files.keys()) if (name.startsWith(`${folder}/`)) files.delete(name);
    },
  };
}
