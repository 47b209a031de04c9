import type { SigningKey } from '@profile/db';

/** Where a key is on its way: published first, then signing, then only verifying, then retired. */
export type KeyState = 'published' | 'signing' | 'verifying' | 'retired';

/** Whether nothing that a key signed is accepted any more. */
export function isRetired({ retired_at }: SigningKey, at: string): boolean {
  return retired_at !== null && retired_at <= at;
}

/**
 * The key that signs: the newest that is active. One whose retirement is set does so only while there
 * is no other, which is how the old key goes on until its successor was published long enough.
 */
export function signerOf(keys: SigningKey[], at: string): SigningKey | undefined {
  const active = keys
    .filter((key) => key.active_from <= at && !isRetired(key, at))
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
  return active.findLast(({ retired_at }) => retired_at === null) ?? active.at(-1);
}

const order = ({ active_from, created_at, id }: SigningKey) => active_from + created_at + id;

export function stateOf(key: SigningKey, keys: SigningKey[], at: string): KeyState {
  if (isRetired(key, at)) return 'retired';
  if (key.active_from > at) return 'published';
  return signerOf(keys, at)?.id === key.id ? 'signing' : 'verifying';
}
