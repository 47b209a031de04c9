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

/** Of those fields the ones that somebody else has changed too, to something else. */
export function conflicting(
  changes: UpdateProfileRequest,
  base: Profile,
  theirs: Profile,
): ProfileField[] {
  return profileFields.filter(
    (field) =>
      changes[field] !== undefined &&
      base[field] !== theirs[field] &&
      changes[field] !== theirs[field],
  );
}
