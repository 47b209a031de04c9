import type {
  ChangePasswordRequest,
  ConfirmVerificationRequest,
  EmailVerification,
  LoginRequest,
  PasswordChange,
  Profile,
  RegisterRequest,
  TokenResponse,
  UpdateProfileRequest,
} from './contract.generated.js';
import { type CallOptions, withDeadline } from './deadline.js';
import { isProfileError, ProfileError } from './errors.js';
import { createSession } from './session.js';
import { memoryTokenStore, type TokenStore } from './tokens.js';
import { asProfileError, createTransport } from './transport.js';

/** How a client is set up. */
export interface ProfileClientOptions {
  /** The server's origin, such as `https://accounts.example.com`. */
  url: string;
  /** Where the tokens are kept; by default in memory. */
  store?: TokenStore;
  /** Milliseconds a call may take, by default 30,000. */
  timeout?: number;
  /** Called when the session has ended and could not be renewed. */
  onSignedOut?: () => void;
  /** Instead of the runtime's own `fetch`. */
  fetch?: typeof globalThis.fetch;
}

/** A change of the profile that applies only to one version of it. */
export interface VersionedUpdate extends UpdateProfileRequest {
  /** The version that was read; if it is not current any more, the error is `stale_version`. */
  expected_version?: number;
}

/** What to change, made from the profile as it is now; called again when somebody else was faster. */
export type ProfileChange = (
  profile: Profile,
) => UpdateProfileRequest | Promise<UpdateProfileRequest>;

/** The Profile backend. Every call throws a `ProfileError` and nothing else. */
export interface ProfileClient {
  auth: {
    /** Creates an account, sends the first verification mail, and keeps the session's tokens. */
    register(input: RegisterRequest, options?: CallOptions): Promise<TokenResponse>;
    /** Opens a session and keeps its tokens. */
    login(input: LoginRequest, options?: CallOptions): Promise<TokenResponse>;
    /** Renews the tokens now. Calls do it by themselves when the access token has expired. */
    refresh(options?: CallOptions): Promise<TokenResponse>;
    /** Ends this session (the default), all others, or all, and forgets the tokens of this one. */
    logout(scope?: 'current' | 'others' | 'all', options?: CallOptions): Promise<void>;
    /** The tokens that are kept, or null when nobody is signed in. */
    tokens(): Promise<TokenResponse | null>;
  };
  profile: {
    /** The caller's profile. Scope: `profile:read`. */
    get(options?: CallOptions): Promise<Profile>;
    /**
     * Changes fields: one left out stays, `null` clears. Given a function, it reads the profile, asks
     * for the change, and starts anew when somebody else was faster, up to five times.
     * Scope: `profile:write`.
     */
    update(change: VersionedUpdate | ProfileChange, options?: CallOptions): Promise<Profile>;
  };
  password: {
    /** Changes the password and ends every other session. Scope: `account:security`. */
    change(input: ChangePasswordRequest, options?: CallOptions): Promise<PasswordChange>;
  };
  email: {
    /** Where the proof of the address stands. Scope: `profile:read`. */
    verification(options?: CallOptions): Promise<EmailVerification>;
    /** Sends a verification mail. Scope: `profile:write`. */
    requestVerification(options?: CallOptions): Promise<EmailVerification>;
    /** Proves the address by the mail's token or code. Scope: `profile:write`. */
    confirmVerification(
      input: ConfirmVerificationRequest,
      options?: CallOptions,
    ): Promise<EmailVerification>;
  };
}

const attempts = 5;

/** Makes a client. It opens no connection; a wrong `url` throws `invalid_url`. */
export function createProfileClient({
  url,
  store = memoryTokenStore(),
  timeout = 30_000,
  onSignedOut,
  fetch = (...given) => globalThis.fetch(...given),
}: ProfileClientOptions): ProfileClient {
  const transport = createTransport({
    url: originOf(url),
    fetch,
    accessToken: async () => (await session.load())?.access_token,
  });
  const session = createSession({
    store,
    onSignedOut,
    refresh: (refresh_token) =>
      anonymous((options) => transport.auth.refresh.mutate({ refresh_token }, options)),
  });

  type Sending = { signal: AbortSignal; context: { anonymous: boolean } };

  /** A call that sends no token and waits for no renewal. */
  function anonymous<T>(send: (options: Sending) => Promise<T>, options: CallOptions = {}) {
    return withDeadline((signal) => send({ signal, context: { anonymous: true } }).catch(rethrow), {
      signal: options.signal,
      timeout: options.timeout ?? timeout,
    });
  }

  /** A call of the session, with a token that is renewed when it has expired. */
  function signedIn<T>(send: (options: Sending) => Promise<T>, options: CallOptions = {}) {
    return withDeadline(
      (signal) =>
        session.withFreshToken(() =>
          send({ signal, context: { anonymous: false } }).catch(rethrow),
        ),
      { signal: options.signal, timeout: options.timeout ?? timeout },
    );
  }

  async function kept(tokens: Promise<TokenResponse>): Promise<TokenResponse> {
    await session.save(await tokens);
    return tokens;
  }

  const get = (options?: CallOptions) =>
    signedIn((sending) => transport.profile.get.query(undefined, sending), options);

  /** One update; when the version is stale, the error brings the profile of now. */
  async function updateOnce(change: VersionedUpdate, options?: CallOptions): Promise<Profile> {
    try {
      return await signedIn((sending) => transport.profile.update.mutate(change, sending), options);
    } catch (error) {
      if (isProfileError(error, 'stale_version')) {
        const current = await get(options).catch(() => undefined);
        if (current) error.current = current;
      }
      throw error;
    }
  }

  async function updateFrom(change: ProfileChange, options?: CallOptions): Promise<Profile> {
    let current = await get(options);
    for (let attempt = 1; ; attempt++) {
      const patch = await change(current);
      try {
        return await updateOnce({ ...patch, expected_version: current.version }, options);
      } catch (error) {
        const stale = isProfileError(error, 'stale_version') ? error.current : undefined;
        if (!stale || attempt === attempts) throw error;
        current = stale;
      }
    }
  }

  return {
    auth: {
      register: (input, options) =>
        kept(anonymous((sending) => transport.auth.register.mutate(input, sending), options)),
      login: (input, options) =>
        kept(anonymous((sending) => transport.auth.login.mutate(input, sending), options)),
      async refresh(options) {
        const tokens = await session.load();
        if (!tokens) throw new ProfileError('signed_out');
        return withDeadline(() => session.renewed(tokens), {
          signal: options?.signal,
          timeout: options?.timeout ?? timeout,
        });
      },
      async logout(scope = 'current', options) {
        await signedIn((sending) => transport.auth.logout.mutate({ scope }, sending), options);
        if (scope !== 'others') await session.save(null);
      },
      tokens: () => session.load(),
    },
    profile: {
      get,
      update: (change, options) =>
        typeof change === 'function' ? updateFrom(change, options) : updateOnce(change, options),
    },
    password: {
      change: (input, options) =>
        signedIn((sending) => transport.password.change.mutate(input, sending), options),
    },
    email: {
      verification: (options) =>
        signedIn((sending) => transport.email.verification.query(undefined, sending), options),
      requestVerification: (options) =>
        signedIn(
          (sending) => transport.email.requestVerification.mutate(undefined, sending),
          options,
        ),
      confirmVerification: (input, options) =>
        signedIn((sending) => transport.email.confirmVerification.mutate(input, sending), options),
    },
  };
}

function rethrow(error: unknown): never {
  throw asProfileError(error);
}

function originOf(url: string): string {
  try {
    const { protocol, href } = new URL(url);
    if (protocol === 'http:' || protocol === 'https:') return href.replace(/\/+$/, '');
  } catch {
    // What can't be parsed is refused like what has another protocol.
  }
  throw new ProfileError('invalid_url');
}
