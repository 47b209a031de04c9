import type { Change } from './contract-changes.mjs';

/** A note of changesets: the bump of each package, and the words. */
export interface Changeset {
  bumps: Record<string, string>;
  words: string;
}

export function parseChangeset(text: string): Changeset;
export function unnamed(changes: Change[], notes: Changeset[], name: string): Change[];
