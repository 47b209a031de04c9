import { valueError } from '@profile/contract';
import type { Services } from '../context.js';
import { invalid } from '../errors.js';

/** Refuses a redirect that is not exactly one of those that are configured (RFC 9700, 2.1). */
export function checkRedirect({ settings }: Services, redirect: string | undefined): void {
  if (redirect === undefined || settings.redirectUrls.includes(redirect)) return;
  throw invalid(
    valueError('redirect', 'The redirect is none of those that this server takes (REDIRECT_URLS)'),
  );
}
