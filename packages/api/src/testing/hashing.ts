import { vi } from 'vitest';

const place = globalThis as { hashing?: object };

// A worker runs many files with the modules that the first has loaded, so all have to watch the same.
vi.mock('@node-rs/argon2', async (actual) => {
  const { hash, verify } = await actual<typeof import('@node-rs/argon2')>();
  place.hashing ??= { hash: vi.fn(hash), verify: vi.fn(verify) };
  return place.hashing;
});
