import { createProfileClient } from '@profile/sdk';

/** One for all of the page: it renews its tokens once, however many components ask. */
export const client = createProfileClient({
  url: import.meta.env.VITE_PROFILE_URL ?? 'http://localhost:8080',
});
