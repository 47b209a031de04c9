import type { ProfileClient } from '../index.js';

/** What is remembered besides the cache while one person is signed in. Another one gets another. */
export interface Memory {
  /** By a version, the one that a change of our own made of it. */
  successors: Map<number, number>;
}

const memories = new WeakMap<ProfileClient, Memory>();
const numbers = new WeakMap<ProfileClient, number>();
let count = 0;

export function memoryOf(client: ProfileClient): Memory {
  let memory = memories.get(client);
  if (!memory) {
    memory = { successors: new Map() };
    memories.set(client, memory);
  }
  return memory;
}

export function forget(client: ProfileClient): void {
  memories.delete(client);
}

/** What all keys of a client begin with; no two clients have the same. */
export function keyOf(client: ProfileClient): readonly ['@profile/sdk', number] {
  let number = numbers.get(client);
  if (number === undefined) {
    number = count++;
    numbers.set(client, number);
  }
  return ['@profile/sdk', number];
}
