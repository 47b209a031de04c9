export {
  type BrowserStoreOptions,
  cookieTokenStore,
  localStorageTokenStore,
} from './browser-stores.js';
export { createProfileClient } from './client.js';
export type {
  Accepted,
  ChangeEmailRequest,
  ChangePasswordRequest,
  ConfirmVerificationRequest,
  EmailVerification,
  ForgotPasswordRequest,
  LoginRequest,
  PasswordChange,
  Profile,
  RegisterRequest,
  ResetPasswordRequest,
  Session,
  SessionList,
  TokenResponse,
  UndoEmailChangeRequest,
  UpdateProfileRequest,
  ValidationError,
} from './contract.generated.js';
export type { CallOptions } from './deadline.js';
export {
  type ErrorsOf,
  isProfileError,
  ProfileError,
  type ProfileErrorCode,
  type ProfileErrorOf,
} from './errors.js';
export type { Listen, SignedOutReason } from './events.js';
export type {
  ProfileChange,
  ProfileClient,
  ProfileClientOptions,
  UploadOptions,
  VersionedOptions,
  VersionedUpdate,
} from './interface.js';
export type { CommonErrorCode, MethodErrors, SessionErrorCode } from './method-errors.generated.js';
export { type ProfileCall, type Settled, settle } from './settle.js';
export { memoryTokenStore, type TokenStore } from './tokens.js';
