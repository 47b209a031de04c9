'use client';
export { type FieldErrors, fieldErrors } from './react/field-errors.js';
export {
  type InputOf,
  type OutputOf,
  type ProfileMutation,
  useProfileMutation,
} from './react/mutations.js';
export { ProfileProvider, type ProfileProviderProps, useProfileClient } from './react/provider.js';
export {
  emailVerificationQuery,
  type ProfileQuery,
  profileQuery,
  sessionsQuery,
} from './react/queries.js';
export { useProfile, useSessions, useSignedIn } from './react/reads.js';
export {
  type ProfileConflict,
  type UpdateProfileResult,
  useUpdateProfile,
} from './react/update.js';
export { type EmailVerificationResult, useEmailVerification } from './react/verification.js';
