export type { Keys } from './auth/keys.js';
export { defaultLimits, type Limit, type LimitName } from './auth/limits.js';
export { type Caller, type Context, instant, type Services, type Settings } from './context.js';
export { asFailure, Failure, invalid, invalidJson } from './errors.js';
export { type AppRouter, appRouter, restRouter } from './router.js';
export { WrongSecret } from './secrets.js';
export { createServices, type ServicesOptions } from './services.js';
export type { Meta } from './trpc.js';
