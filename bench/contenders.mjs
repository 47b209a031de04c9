// Who is compared; each says how it starts and which requests it takes.
import { betterAuth } from './contenders/better-auth.mjs';
import { constant } from './contenders/constant.mjs';
import { django, djangoThreads } from './contenders/django.mjs';
import { fastapi } from './contenders/fastapi.mjs';
import { limit, limitOfMany, limitWithoutCache } from './contenders/limit.mjs';
import { profile, profileOfMany } from './contenders/profile.mjs';
import { profileOnPostgres } from './contenders/profile-postgres.mjs';
import { stockTrpc } from './contenders/stock-trpc.mjs';

export const contenders = [
  ...[constant, limit, limitWithoutCache, limitOfMany, profile, profileOfMany],
  ...[stockTrpc, betterAuth, fastapi, django, djangoThreads, profileOnPostgres],
];
