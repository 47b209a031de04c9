// Who is compared; each says how it starts and which requests it takes.
import { limit, limitWithoutCache } from './contenders/limit.mjs';
import { profile } from './contenders/profile.mjs';

export const contenders = [limit, limitWithoutCache, profile];
