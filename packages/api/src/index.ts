export { setActive } from './accounts/active.js';
export { createAccount } from './accounts/create.js';
export { deleteAccount } from './accounts/delete.js';
export { findAccount } from './accounts/find.js';
export { generatePassword, setPassword } from './accounts/password.js';
export { type Audit, type AuditEvent, audit, auditEvents } from './audit.js';
export { discardKeys, SameSecret } from './auth/discard.js';
export { type Hashing, hashing } from './auth/hashing.js';
export { type Identity, userOfIdentity } from './auth/identity.js';
export type { KeyState } from './auth/key-life.js';
export { type SigningAlg, signingAlgs } from './auth/key-pairs.js';
export { type Keys, keyReloadInterval } from './auth/keys.js';
export { defaultLimits, type Limit, type LimitName } from './auth/limits.js';
export { type MintedToken, mintToken } from './auth/mint.js';
export { findByRefreshToken } from './auth/replay.js';
export { type KeyDescription, type KeyRotation, keySetMaxAge } from './auth/rotation.js';
export { clientId } from './auth/tokens.js';
export { purgeAvatars } from './avatar/forget.js';
export type { Media } from './avatar/media.js';
export { memoryMedia } from './avatar/memory-media.js';
export { sizes as avatarSizes } from './avatar/pictures.js';
export {
  type Caller,
  type Context,
  instant,
  type RefreshCookie,
  type Services,
  type Settings,
} from './context.js';
export { asFailure, Failure, invalid, invalidJson } from './errors.js';
export { type ProfileErrorData, profileErrorData } from './library/error-data.js';
export type { HostUser } from './library/host-user.js';
export { createProfileRouter, type ProfileRouterOptions } from './library/router.js';
export { oncePerFrozen } from './once-per-frozen.js';
export { type AppRouter, appRouter, restRouter } from './router.js';
export { WrongSecret } from './secrets.js';
export { createServices, type ServicesOptions } from './services.js';
export { deviceName, knownDeviceName } from './sessions/device.js';
export type { Trace } from './trace.js';
export type { Meta } from './trpc.js';
