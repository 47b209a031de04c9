import type { Profile, UpdateProfileRequest } from '@profile/sdk';

export const profileFields = [
  'display_name',
  'first_name',
  'last_name',
  'phone',
  'locale',
  'timezone',
] as const;

export type ProfileField = (typeof profileFields)[number];

/** A profile as a form has it, where nothing is an empty text. */
export type ProfileValues = Record<ProfileField, string>;

export const valuesOf = (profile: Profile): ProfileValues =>
  Object.fromEntries(profileFields.map((field) => [field, profile[field] ?? ''])) as ProfileValues;

/** What somebody has changed of the profile that they began with. */
export function changesOf(values: ProfileValues, base: Profile): UpdateProfileRequest {
  const changed = profileFields.filter((field) => values[field] !== (base[field] ?? ''));
  return Object.fromEntries(changed.map((field) => [field, values[field].trim() || null]));
}

export type Side = 'mine' | 'theirs';

/** A field whose value here is not the one that it has elsewhere by now. */
export interface Difference {
  field: ProfileField;
  mine: string | null;
  theirs: string | null;
  /** Who has changed it, if it was only one of them. */
  changedBy: Side | undefined;
}

/** What two have made of one profile. */
export function differences(
  changes: UpdateProfileRequest,
  base: Profile,
  theirs: Profile,
): Difference[] {
  return profileFields.flatMap((field) => {
    const [before, there] = [base[field], theirs[field]];
    const { [field]: here = before } = changes;
    if (here === there) return [];
    const only = here === before ? 'theirs' : 'mine';
    const both = here !== before && there !== before;
    return [{ field, mine: here, theirs: there, changedBy: both ? undefined : only }];
  });
}
