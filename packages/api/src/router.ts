import { authRouter } from './auth/router.js';
import { setAvatar } from './avatar/procedures.js';
import { emailRouter } from './email/router.js';
import { legacyRouter } from './legacy/router.js';
import { passwordRouter } from './password/router.js';
import { profileRouter } from './profile/router.js';
import { sessionsRouter } from './sessions/router.js';
import { t } from './trpc.js';

const areas = {
  profile: profileRouter,
  password: passwordRouter,
  email: emailRouter,
  auth: authRouter,
  sessions: sessionsRouter,
};

/** What tRPC clients call. */
export const appRouter = t.router(areas);

/**
 * What is called over REST, and what the document describes: the same, and what tRPC's JSON can't say,
 * which is files, and the legacy endpoint.
 */
export const restRouter = t.router({
  ...areas,
  profile: t.mergeRouters(profileRouter, t.router({ setAvatar })),
  legacy: legacyRouter,
});

export type AppRouter = typeof appRouter;
