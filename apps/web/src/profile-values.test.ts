import type { Profile } from '@profile/sdk';
import { describe, expect, it } from 'vitest';
import { changesOf, differences, valuesOf } from './profile-values.js';

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
  const mine = { field: 'first_name', mine: 'Ada', theirs: null, changedBy: 'mine' };

  it('is what is not the same at both, with who has changed it where that was one of them', () => {
    const theirs = { ...base, display_name: 'Theirs', last_name: null };
    expect(differences(changes, base, theirs)).toEqual([
      { field: 'display_name', mine: 'Mine', theirs: 'Theirs', changedBy: undefined },
      mine,
      { field: 'last_name', mine: 'Lovelace', theirs: null, changedBy: 'theirs' },
    ]);
  });

  it('is nothing where they agree', () => {
    expect(differences(changes, base, { ...base, display_name: 'Mine' })).toEqual([mine]);
  });

  it('is what was emptied here and changed there', () => {
    const theirs = { ...base, display_name: 'Theirs' };
    expect(differences({ display_name: null }, base, theirs)).toEqual([
      { field: 'display_name', mine: null, theirs: 'Theirs', changedBy: undefined },
    ]);
  });
});
