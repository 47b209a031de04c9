import { vi } from 'vitest';
import { hashing } from '../auth/hashing.js';

/** The same work, watched: how often, and with what. */
export const hash = vi.fn(hashing.hash);
export const verify = vi.fn(hashing.verify);

// Not by spies, which vitest takes away after each file, while files share modules.
Object.assign(hashing, { hash, verify });
