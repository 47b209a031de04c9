import type { Profile } from '@profile/sdk';
import { describe, expect, it } from 'vitest';
import { changesOf, conflicting, valuesOf } from './profile-values.js';

const base = {
  display_name: 'Ada',
  first_name: null,
  last_name: 'Lovelace',
  phone: null,
  locale: null,
  timezone: null,
  version: 3,
} as Profile;

describe('what somebody has changed', () => {
  it('is nothing when all is as it was', () => {
    expect(changesOf(valuesOf(base), base)).toEqual({});
  });

  it('is what they typed, and null for what they emptied', () => {
    const values = { ...valuesOf(base), display_name: ' ', first_name: ' Ada ' };
    expect(changesOf(values, base)).toEqual({ display_name: null, first_name: 'Ada' });
  });
});

describe('what two have changed', () => {
  const changes = { display_name: 'Mine', first_name: 'Ada' };

  it('is what differs in both from before', () => {
    const theirs = { ...base, display_name: 'Theirs', last_name: 'King' };
    expect(conflicting(changes, base, theirs)).toEqual(['display_name']);
  });

  it('is nothing where they agree', () => {
    expect(conflicting(changes, base, { ...base, display_name: 'Mine' })).toEqual([]);
  });
});
