// Who is compared; each says how it starts and which requests it takes.
import { django } from './contenders/django.mjs';
import { fastapi } from './contenders/fastapi.mjs';
import { limit, limitWithoutCache } from './contenders/limit.mjs';
import { profile } from './contenders/profile.mjs';
import { stockTrpc } from './contenders/stock-trpc.mjs';

export const contenders = [limit, limitWithoutCache, profile, stockTrpc, fastapi, django];
