import { addressOf } from './address.js';
import type { Accepted, Profile, TokenResponse } from './contract.generated.js';
import { type CallOptions, type Deadline, withDeadline } from './deadline.js';
import { isProfileError, ProfileError } from './errors.js';
import { createEvents } from './events.js';
import type {
  ProfileChange,
  ProfileClient,
  ProfileClientOptions,
  VersionedUpdate,
} from './interface.js';
import type { Caller } from './link.js';
import { exclusive } from './locks.js';
import { retried } from './retries.js';
import { createSession, type Sent } from './session.js';
import { isTokens, memoryTokenStore } from './tokens.js';
import { asProfileError, createTransport } from './transport.js';
import { upload } from './upload.js';

/** How often an update given as a function is tried. */
const attempts = 5;

/** What goes along with a call to the transport. */
type Sending<Who = Caller> = { signal: AbortSignal; context: { caller: Who } };

/** Makes a client. It opens no connection; a `url` that is none throws `invalid_url`. */
export function createProfileClient(options: ProfileClientOptions): ProfileClient {
  const {
    store = memoryTokenStore(),
    timeout = 30_000,
    retries = 2,
    fetch = (...given) => globalThis.fetch(...given),
  } = options;
  const url = addressOf(options.url);
  const cookie = store.delivery === 'cookie';
  const name = store.shared === undefined ? undefined : `profile:${url}:${store.shared}`;
  const events = createEvents(name);
  const link = {
    url,
    fetch,
    accessToken: async () => (await session.present()).access_token,
    cookie,
    ownFetch: options.fetch !== undefined,
  };
  const transport = createTransport(link);
  const session = createSession({
    store,
    exclusive: (renewal) =>
      withDeadline(
        (deadline) => exclusive(name, deadline.signal, () => renewal(deadline), Boolean),
        { timeout },
      ),
    // Twice is safe: a token that has just been used is given the same successor.
    refresh: (refresh_token, deadline) =>
      retried(
        () =>
          issued(
            (sending) => transport.auth.refresh.mutate({ refresh_token }, sending),
            deadline.signal,
          ),
        deadline,
        retries,
      ),
    onExpired: () => events.emit('signedOut', ['expired']),
  });

  function judged(tokens: TokenResponse): TokenResponse {
    if (!isTokens(tokens, store.delivery)) throw new ProfileError('unexpected_response');
    return tokens;
  }

  const timing = (given: CallOptions = {}) => ({
    signal: given.signal,
    timeout: given.timeout ?? timeout,
  });

  const unnamed = <T>(send: (sending: Sending) => Promise<T>, signal: AbortSignal) =>
    send({ signal, context: { caller: 'nobody' } }).catch(rethrow);

  /** A call that needs no token and waits for no renewal. */
  const anonymous = <T>(send: (sending: Sending) => Promise<T>, options?: CallOptions) =>
    withDeadline(({ signal }) => unnamed(send, signal), timing(options));

  /** Tokens, from a call that needs none. */
  const issued = async (send: (sending: Sending) => Promise<TokenResponse>, signal: AbortSignal) =>
    judged(await unnamed(send, signal));

  /** A call of the session, with a token that is renewed when it has expired. */
  function signedIn<T>(
    send: (sending: Sending<Sent>) => Promise<T>,
    options?: CallOptions,
    times = 0,
  ): Promise<T> {
    const once = async (caller: Sent, { signal }: Deadline) => {
      // Else what was given up during a renewal would still go out, in one request with others.
      signal.throwIfAborted();
      const data = await send({ signal, context: { caller } }).catch(rethrow);
      if (data === undefined) throw new ProfileError('unexpected_response');
      return data;
    };
    return withDeadline(
      (deadline) =>
        session.withFreshToken((caller) => retried(() => once(caller, deadline), deadline, times)),
      timing(options),
    );
  }

  /** A call that only reads, and may therefore be repeated. */
  const reading = <T>(send: (sending: Sending) => Promise<T>, options?: CallOptions) =>
    signedIn(send, options, retries);

  /** A call that has nothing to say, which of others would be wrong. */
  async function silently(send: (sending: Sending) => Promise<void>, options?: CallOptions) {
    await signedIn((sending) => send(sending).then(() => true), options);
  }

  /** Keeps the tokens that a call brings; `Accepted` is none. */
  async function signIn<T extends TokenResponse | Accepted>(
    send: (sending: Sending) => Promise<T>,
    options?: CallOptions,
  ): Promise<T> {
    const answer = await withDeadline(({ signal }) => {
      const work = async () => {
        const answer = await unnamed(send, signal);
        signal.throwIfAborted();
        if (!isAccepted(answer)) await session.save(judged(answer));
        return answer;
      };
      // A renewal of another tab must not put the cookie of before over the new one.
      return exclusive(cookie ? name : undefined, signal, work);
    }, timing(options));
    if (!isAccepted(answer)) events.emit('signedIn');
    return answer;
  }

  const get = (options?: CallOptions) =>
    reading((sending) => transport.profile.get.query(undefined, sending), options);

  function changed<T>(answer: T, profile?: Profile): T {
    events.emit('profileChanged', [profile], [undefined]);
    return answer;
  }

  /** One change; when the version is stale, the error brings the profile of now. */
  async function changeOnce(
    send: (sending: Sending<Sent>) => Promise<Profile>,
    options?: CallOptions,
  ): Promise<Profile> {
    try {
      const profile = await signedIn(send, options);
      return changed(profile, profile);
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
    on: events.on,
    auth: {
      register: (input, options) =>
        signIn((sending) => transport.auth.register.mutate(input, sending), options),
      login: (input, options) =>
        signIn((sending) => transport.auth.login.mutate(input, sending), options),
      refresh: (options) => withDeadline(() => session.renewed(), timing(options)),
      async logout(scope = 'current', options) {
        try {
          await silently((sending) => transport.auth.logout.mutate({ scope }, sending), options);
        } catch (error) {
          // A session that has ended already is what was asked for.
          if (scope === 'current' && isProfileError(error, 'signed_out')) return;
          throw error;
        }
        if (scope === 'others') return;
        await session.save(null);
        events.emit('signedOut', ['signed_out']);
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
      setAvatar: (picture, given = {}) =>
        changeOnce((sending) => upload(link, picture, given, sending), given),
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
        reading((sending) => transport.sessions.list.query(undefined, sending), options),
      revoke: (id, options) =>
        silently((sending) => transport.sessions.revoke.mutate({ id }, sending), options),
    },
    email: {
      verification: (options) =>
        reading((sending) => transport.email.verification.query(undefined, sending), options),
      requestVerification: (options) =>
        signedIn(
          (sending) => transport.email.requestVerification.mutate(undefined, sending),
          options,
        ),
      confirmVerification: (input, options) =>
        signedIn(
          (sending) => transport.email.confirmVerification.mutate(input, sending),
          options,
        ).then((state) => changed(state)),
      change: (input, options) =>
        signedIn((sending) => transport.email.change.mutate(input, sending), options),
      cancelChange: (options) =>
        silently((sending) => transport.email.cancelChange.mutate(undefined, sending), options),
      undoChange: (input, options) =>
        anonymous((sending) => transport.email.undoChange.mutate(input, sending), options),
    },
  };
}

const isAccepted = (answer: unknown): answer is Accepted => 'status' in Object(answer);

function rethrow(error: unknown): never {
  throw asProfileError(error);
}
