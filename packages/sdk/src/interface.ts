import type {
  Accepted,
  ChangeEmailRequest,
  ChangePasswordRequest,
  ConfirmVerificationRequest,
  EmailVerification,
  ForgotPasswordRequest,
  LoginRequest,
  PasswordChange,
  Profile,
  RegisterRequest,
  ResetPasswordRequest,
  SessionList,
  TokenResponse,
  UndoEmailChangeRequest,
  UpdateProfileRequest,
} from './contract.generated.js';
import type { CallOptions } from './deadline.js';
import type { Listen } from './events.js';
import type { MethodErrors } from './method-errors.generated.js';
import type { ProfileCall } from './settle.js';
import type { TokenStore } from './tokens.js';

/** How a client is set up. */
export interface ProfileClientOptions {
  /** The server's origin, such as `https://accounts.example.com`. */
  url: string;
  /** Where the tokens are kept; by default in memory. Clients may share one. */
  store?: TokenStore | undefined;
  /** Milliseconds that a call may take, a renewal of its token included; by default 30,000. */
  timeout?: number | undefined;
  /**
   * How often a call that only reads, and a renewal, is repeated while nobody answers, or the server
   * or a gateway can't for now (429 with Retry-After, 502, 503, 504); by default 2. It waits in between,
   * never beyond the timeout, and while the device is offline for the network. Calls that change
   * something are never repeated.
   */
  retries?: number | undefined;
  /** Sends the requests, instead of the runtime's own `fetch`. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** A change of the profile; with a version it applies to that one only. */
export interface VersionedUpdate extends UpdateProfileRequest {
  /** The `version` that was read; if it is not current any more, the error is `stale_version`. */
  expected_version?: number;
}

/** A call that changes something; with a version it applies to that one only. */
export interface VersionedOptions extends CallOptions {
  /** The `version` that was read; if it is not current any more, the error is `stale_version`. */
  expected_version?: number | undefined;
}

/** The upload of a picture. */
export interface UploadOptions extends VersionedOptions {
  /**
   * Is told how much has gone out, from 0 to 1, and from 0 again when the token had to be renewed. Only in
   * browsers, and not with a `fetch` of the client's own. From a page of another origin than the server's
   * it jumps from 0 to 1, once there is an answer: what tells more would follow redirects with the token.
   */
  onProgress?: ((sent: number) => void) | undefined;
}

/** What to change, made from the profile as it is now; called again when somebody else was faster. */
export type ProfileChange = (
  profile: Profile,
) => UpdateProfileRequest | Promise<UpdateProfileRequest>;

/**
 * The Profile backend. Calls throw a `ProfileError` and nothing else, and the type of each says with
 * which codes; `settle` gives that error instead of throwing it. Named here is what a method says itself.
 * Besides, any call may throw what `CommonErrorCode` has; one of the session what `SessionErrorCode` has,
 * and with a scope `insufficient_scope`; one with an input `validation_error` and `body_too_large`.
 */
export interface ProfileClient {
  /**
   * Has a listener told of an event until the function that it gives is called. When tabs share the
   * store (`localStorageTokenStore`, `cookieTokenStore`), it hears of other tabs too.
   */
  on: Listen;
  /** Signing up, in and out; the tokens. */
  auth: {
    /**
     * Creates an account, sends the first verification mail, and keeps the session's tokens. A server
     * with PRIVATE_SIGN_UP answers everyone `{ status: 'accepted' }`: the mail says more, and signing
     * in comes next.
     * Errors: `origin_not_allowed`, `email_taken`, `username_taken`, `too_many_requests`.
     */
    register(
      input: RegisterRequest,
      options?: CallOptions,
    ): ProfileCall<TokenResponse | Accepted, MethodErrors['auth.register']>;
    /**
     * Opens a session and keeps its tokens.
     * Errors: `invalid_credentials`, `origin_not_allowed`, `too_many_requests`.
     */
    login(
      input: LoginRequest,
      options?: CallOptions,
    ): ProfileCall<TokenResponse, MethodErrors['auth.login']>;
    /**
     * Renews the tokens now. Calls do it by themselves when the access token has expired.
     * Errors: `signed_out` for `invalid_refresh_token`, `origin_not_allowed`, `too_many_requests`.
     */
    refresh(options?: CallOptions): ProfileCall<TokenResponse, MethodErrors['auth.refresh']>;
    /**
     * Ends this session (the default), all others, or all; and forgets the tokens, unless it is the
     * others. When the server can't be asked, it throws and the tokens stay.
     * Errors: `signed_out` for `invalid_refresh_token`, `origin_not_allowed`; `managed_elsewhere` when
     * another identity provider signed the user in.
     */
    logout(
      scope?: 'current' | 'others' | 'all',
      options?: CallOptions,
    ): ProfileCall<void, MethodErrors['auth.logout']>;
    /** The tokens that are kept, or null when nobody is signed in. Asks the store, not the server. */
    tokens(): ProfileCall<TokenResponse | null, MethodErrors['auth.tokens']>;
    /**
     * Mails a link to choose a new password, good for an hour; the answer is the same whether or not
     * there is such an account.
     * Errors: `too_many_requests`.
     */
    forgotPassword(
      input: ForgotPasswordRequest,
      options?: CallOptions,
    ): ProfileCall<Accepted, MethodErrors['auth.forgotPassword']>;
    /**
     * Chooses a new password with the token of the mailed link. It proves the address and ends every
     * session; signing in comes next.
     * Errors: `invalid_mail_token`, `too_many_requests`.
     */
    resetPassword(
      input: ResetPasswordRequest,
      options?: CallOptions,
    ): ProfileCall<void, MethodErrors['auth.resetPassword']>;
  };
  /** What a person says of themselves. */
  profile: {
    /** The caller's profile. Scope: `profile:read`. */
    get(options?: CallOptions): ProfileCall<Profile, MethodErrors['profile.get']>;
    /**
     * Changes fields and gives the whole profile: what is left out stays, `null` clears. Given a
     * function, it reads the profile, asks for the change, and starts anew when somebody else was
     * faster, up to five times; the timeout is then that of each request, and what the function
     * throws comes through. Scope: `profile:write`, given a function also `profile:read`.
     * Errors: `stale_version`.
     */
    update(
      change: VersionedUpdate | ProfileChange,
      options?: CallOptions,
    ): ProfileCall<Profile, MethodErrors['profile.update']>;
    /**
     * Sets the picture: a JPEG, PNG, WebP, GIF or AVIF of at most 5 MB, such as the `File` of an input.
     * It goes out by itself, over REST. The server ends what hasn't come whole in 30 seconds; a `timeout`
     * a little over that, such as 40,000, is enough for its answer. Scope: `profile:write`.
     * Errors: `stale_version`, `too_many_requests`.
     */
    setAvatar(
      picture: Blob | Uint8Array,
      options?: UploadOptions,
    ): ProfileCall<Profile, MethodErrors['profile.setAvatar']>;
    /**
     * Removes the picture, if there is one. Scope: `profile:write`.
     * Errors: `stale_version`.
     */
    removeAvatar(
      options?: VersionedOptions,
    ): ProfileCall<Profile, MethodErrors['profile.removeAvatar']>;
  };
  /** The password. */
  password: {
    /**
     * Changes the password and ends every other session. Scope: `account:security`.
     * Errors: `invalid_current_password`, `managed_elsewhere`, `too_many_requests`.
     */
    change(
      input: ChangePasswordRequest,
      options?: CallOptions,
    ): ProfileCall<PasswordChange, MethodErrors['password.change']>;
  };
  /** Where the account is signed in. */
  sessions: {
    /** The living sessions, last used first. Scope: `account:security`. */
    list(options?: CallOptions): ProfileCall<SessionList, MethodErrors['sessions.list']>;
    /** Ends one; the same for an id that is unknown or somebody else's. Scope: `account:security`. */
    revoke(id: string, options?: CallOptions): ProfileCall<void, MethodErrors['sessions.revoke']>;
  };
  /** The proof of the email address. */
  email: {
    /** Where the proof of the address stands. Scope: `profile:read`. */
    verification(
      options?: CallOptions,
    ): ProfileCall<EmailVerification, MethodErrors['email.verification']>;
    /**
     * Sends a verification mail; none when the address is verified already. Scope: `profile:write`.
     * Errors: `verification_cooldown`.
     */
    requestVerification(
      options?: CallOptions,
    ): ProfileCall<EmailVerification, MethodErrors['email.requestVerification']>;
    /**
     * Proves the address by the mail's token or code. Scope: `profile:write`.
     * Errors: `invalid_mail_token`, `too_many_requests`.
     */
    confirmVerification(
      input: ConfirmVerificationRequest,
      options?: CallOptions,
    ): ProfileCall<EmailVerification, MethodErrors['email.confirmVerification']>;
    /**
     * Starts a change of the address: the new one is asked to prove itself by `confirmVerification`,
     * and the present one stays until it did. Scope: `account:security`.
     * Errors: `invalid_current_password`, `managed_elsewhere`, `too_many_requests`,
     * `verification_cooldown`.
     */
    change(
      input: ChangeEmailRequest,
      options?: CallOptions,
    ): ProfileCall<EmailVerification, MethodErrors['email.change']>;
    /** Forgets the change that waits for its new address, if there is one. Scope: `account:security`. */
    cancelChange(options?: CallOptions): ProfileCall<void, MethodErrors['email.cancelChange']>;
    /**
     * Gives the account its former address back, with the token that was mailed there. Every session
     * ends; needs no sign-in.
     * Errors: `invalid_mail_token`.
     */
    undoChange(
      input: UndoEmailChangeRequest,
      options?: CallOptions,
    ): ProfileCall<void, MethodErrors['email.undoChange']>;
  };
}
