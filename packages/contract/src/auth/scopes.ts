/** What an access token may be used for. */
export const scopes = ['profile:read', 'profile:write', 'account:security'] as const;

export type Scope = (typeof scopes)[number];
