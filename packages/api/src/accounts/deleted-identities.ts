import type { Repositories } from '@profile/db';
import type { Secrets } from '../secrets.js';

/** What another identity provider calls somebody. */
interface Name {
  issuer: string;
  subject: string;
}

export type DeletedIdentities = ReturnType<typeof createDeletedIdentities>;

/** Who was deleted while another issuer's tokens may still name them, kept as HMACs that name nobody. */
export function createDeletedIdentities(secrets: Secrets) {
  const key = ({ issuer, subject }: Name) =>
    secrets.mac('deleted-identity', issuer, subject).toString('base64url');

  return {
    async note({ deletedIdentities }: Repositories, name: Name, deleted_at: string): Promise<void> {
      await deletedIdentities.add(key(name), deleted_at);
    },

    /**
     * Whether a token of somebody is from before their deletion, as its `iat` says. That has whole
     * seconds, rounded down, so the second of the deletion counts as before.
     */
    async refuses({ deletedIdentities }: Repositories, name: Name, iat: number): Promise<boolean> {
      const deletedAt = await deletedIdentities.deletedAt(key(name));
      return deletedAt !== undefined && iat * 1000 <= Date.parse(deletedAt);
    },
  };
}
