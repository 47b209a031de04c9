import type { Accepted, Profile, TokenResponse } from './contract.generated.js';
import { type CallOptions, withDeadline } from './deadline.js';
import { isProfileError, ProfileError } from './errors.js';
import type {
  ProfileChange,
  ProfileClient,
  ProfileClientOptions,
  VersionedUpdate,
} from './interface.js';
import { createSession, type Sent } from './session.js';
import { isTokens, memoryTokenStore } from './tokens.js';
import { asProfileError, type Caller, createTransport } from './transport.js';
import { createUpload } from './upload.js';

/** How often an update given as a function is tried. */
const attempts = 5;

/** What goes along with a call to the transport. */
interface Sending<Who extends Caller = Caller> {
  signal: AbortSignal;
  context: { caller: Who };
}

/** Makes a client. It opens no connection; a `url` that is none throws `invalid_url`. */
export function createProfileClient(options: ProfileClientOptions): ProfileClient {
  const {
    url,
    store = memoryTokenStore(),
    timeout = 30_000,
    onSignedOut,
    fetch = (...given) => globalThis.fetch(...given),
  } = options;
  const sender = {
    url: checked(url),
    fetch,
    accessToken: async () => (await session.present()).access_token,
  };
  const transport = createTransport(sender);
  const upload = createUpload(sender);
  const session = createSession({
    store,
    onSignedOut,
    refresh: (refresh_token) =>
      issued((sending) => transport.auth.refresh.mutate({ refresh_token }, sending)),
  });

  const deadline = (given: CallOptions) => ({
    signal: given.signal,
    timeout: given.timeout ?? timeout,
  });

  /** A call that needs no token and waits for no renewal. */
  function anonymous<T>(send: (sending: Sending) => Promise<T>, options: CallOptions = {}) {
    return withDeadline(
      (signal) => send({ signal, context: { caller: 'nobody' } }).catch(rethrow),
      deadline(options),
    );
  }

  /** Tokens, from a call that needs none. */
  const issued = async (
    send: (sending: Sending) => Promise<TokenResponse>,
    options?: CallOptions,
  ): Promise<TokenResponse> => judged(await anonymous(send, options));

  /** A call of the session, with a token that is renewed when it has expired. */
  function signedIn<T>(send: (sending: Sending<Sent>) => Promise<T>, options: CallOptions = {}) {
    return withDeadline(
      (signal) =>
        session.withFreshToken(async (caller) => {
          // Else what was given up during a renewal would still go out, in one request with others.
          signal.throwIfAborted();
          const data = await send({ signal, context: { caller } }).catch(rethrow);
          if (data === undefined) throw new ProfileError('unexpected_response');
          return data;
        }),
      deadline(options),
    );
  }

  /** A call that has nothing to say, which of others would be wrong. */
  async function silently(send: (sending: Sending) => Promise<void>, options?: CallOptions) {
    await signedIn((sending) => send(sending).then(() => true), options);
  }

  async function signIn(tokens: Promise<TokenResponse>): Promise<TokenResponse> {
    await session.save(await tokens);
    return tokens;
  }

  const get = (options?: CallOptions) =>
    signedIn((sending) => transport.profile.get.query(undefined, sending), options);

  /** One change; when the version is stale, the error brings the profile of now. */
  async function changeOnce(
    send: (sending: Sending<Sent>) => Promise<Profile>,
    options?: CallOptions,
  ): Promise<Profile> {
    try {
      return await signedIn(send, options);
    } catch (error) {
      if (isProfileError(error, 'stale_version')) {
        error.current = await get(options).catch(() => undefined);
      }
      throw error;
    }
  }

  const updateOnce = (change: VersionedUpdate, options?: CallOptions) =>
    changeOnce((sending) => transport.profile.update.mutate(change, sending), options);

  async function updateFrom(change: ProfileChange, options?: CallOptions): Promise<Profile> {
    let profile = await get(options);
    for (let attempt = 1; ; attempt++) {
      const patch = await change(profile);
      try {
        return await updateOnce({ ...patch, expected_version: profile.version }, options);
      } catch (error) {
        if (!isProfileError(error, 'stale_version') || attempt === attempts) throw error;
        profile = error.current ?? (await get(options));
      }
    }
  }

  return {
    auth: {
      async register(input, options) {
        const answer = await anonymous(
          (sending) => transport.auth.register.mutate(input, sending),
          options,
        );
        if (isAccepted(answer)) return answer;
        return signIn(Promise.resolve(judged(answer)));
      },
      login: (input, options) =>
        signIn(issued((sending) => transport.auth.login.mutate(input, sending), options)),
      refresh: (options = {}) => withDeadline(() => session.renewed(), deadline(options)),
      async logout(scope = 'current', options) {
        try {
          await silently((sending) => transport.auth.logout.mutate({ scope }, sending), options);
        } catch (error) {
          // A session that has ended already is what was asked for.
          if (scope !== 'current' || !isProfileError(error, 'signed_out')) throw error;
        }
        if (scope !== 'others') await session.save(null);
      },
      tokens: () => session.load(),
      forgotPassword: (input, options) =>
        anonymous((sending) => transport.auth.forgotPassword.mutate(input, sending), options),
      resetPassword: (input, options) =>
        anonymous((sending) => transport.auth.resetPassword.mutate(input, sending), options),
    },
    profile: {
      get,
      update: (change, options) =>
        typeof change === 'function' ? updateFrom(change, options) : updateOnce(change, options),
      setAvatar: (picture, options) =>
        changeOnce((sending) => upload(picture, options?.expected_version, sending), options),
      removeAvatar: ({ expected_version, ...options } = {}) =>
        changeOnce(
          (sending) => transport.profile.removeAvatar.mutate({ expected_version }, sending),
          options,
        ),
    },
    password: {
      change: (input, options) =>
        signedIn((sending) => transport.password.change.mutate(input, sending), options),
    },
    sessions: {
      list: (options) =>
        signedIn((sending) => transport.sessions.list.query(undefined, sending), options),
      revoke: (id, options) =>
        silently((sending) => transport.sessions.revoke.mutate({ id }, sending), options),
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
      change: (input, options) =>
        signedIn((sending) => transport.email.change.mutate(input, sending), options),
      cancelChange: (options) =>
        silently((sending) => transport.email.cancelChange.mutate(undefined, sending), options),
      undoChange: (input, options) =>
        anonymous((sending) => transport.email.undoChange.mutate(input, sending), options),
    },
  };
}

function judged(tokens: TokenResponse): TokenResponse {
  if (!isTokens(tokens)) throw new ProfileError('unexpected_response');
  return tokens;
}

function isAccepted(answer: TokenResponse | Accepted | null): answer is Accepted {
  return answer !== null && typeof answer === 'object' && 'status' in answer;
}

function rethrow(error: unknown): never {
  throw asProfileError(error);
}

/** The address without a slash at the end; a path is that of a proxy before the server. */
function checked(address: string): string {
  try {
    const { protocol, origin, pathname, search, hash, username } = new URL(address);
    const plain = search === '' && hash === '' && username === '';
    if (plain && /^https?:$/.test(protocol)) return origin + pathname.replace(/\/+$/, '');
  } catch {
    // What can't be parsed is refused like what has another protocol.
  }
  throw new ProfileError('invalid_url');
}
