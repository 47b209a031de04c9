// An app of the FastAPI backend, by the client that was generated for that one; none of it knows Profile.
import { Api, type HTTPValidationError, type UpdateProfileRequest } from './client.generated.js';

export type Outcome = { saved: Record<string, unknown> } | { faults: Record<string, string> };

export function openAccount(baseUrl: string, accessToken: string) {
  const { api } = new Api({
    baseUrl,
    baseApiParams: { headers: { authorization: `Bearer ${accessToken}` }, credentials: 'omit' },
  });

  return {
    read: async () => (await api.getProfileApiV1MeGet()).data,

    /** Saves the form; what the backend finds wrong goes beside its fields. */
    async save(form: UpdateProfileRequest): Promise<Outcome> {
      try {
        return { saved: (await api.updateProfileApiV1MePatch(form)).data };
      } catch (thrown) {
        const { status, error } = thrown as Response & { error: HTTPValidationError };
        if (status !== 422) throw thrown;
        const faults = (error.detail ?? []).map(({ loc, msg }) => [loc.at(-1), msg]);
        return { faults: Object.fromEntries(faults) };
      }
    },

    changePassword: async (current_password: string, new_password: string) =>
      (await api.changePasswordApiV1MePasswordPost({ current_password, new_password })).ok,

    sendVerification: async () => (await api.requestEmailVerificationApiV1MeVerifyEmailPost()).ok,
  };
}
