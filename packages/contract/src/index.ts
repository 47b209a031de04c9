export * from './auth/auth.js';
export * from './auth/scopes.js';
export { clientExplanations } from './client-explanations.js';
export { emailAddress } from './email/address.js';
export * from './email/change.js';
export {
  type ConfirmVerificationRequest,
  confirmVerificationRequest,
  type EmailVerification,
  emailVerification,
} from './email/verification.js';
export * from './errors.js';
export { type Explanation, explanations } from './explanations.js';
export * from './legacy/legacy.js';
export * from './password/forgotten.js';
export * from './password/password.js';
export * from './profile/avatar.js';
export { locale as localeTag } from './profile/locale.js';
export { personName, username } from './profile/names.js';
export { nationalNumber } from './profile/phone.js';
export * from './profile/profile.js';
export * from './sessions/sessions.js';
export { codePoints } from './text.js';
export * from './validation.js';
