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
import type { TokenStore } from './tokens.js';

/** How a client is set up. */
export interface ProfileClientOptions {
  /** The server's origin, such as `https://accounts.example.com`. */
  url: string;
  /** Where the tokens are kept; by default in memory. Clients may share one. */
  store?: TokenStore | undefined;
  /** Milliseconds that a call may take, a renewal of its token included; by default 30,000. */
  timeout?: number | undefined;
  /** Called once when the session could not be renewed; the tokens are forgotten by then. */
  onSignedOut?: (() => void) | undefined;
  /** Sends the requests, instead of the runtime's own `fetch`. */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/** A change of the profile; with a version it applies to that one only. */
export interface VersionedUpdate extends UpdateProfileRequest {
  /** The `version` that was read; if it is not current any more, the error is `stale_version`. */
  expected_version?: number;
}

/** What to change, made from the profile as it is now; called again when somebody else was faster. */
export type ProfileChange = (
  profile: Profile,
) => UpdateProfileRequest | Promise<UpdateProfileRequest>;

/**
 * The Profile backend. Calls throw a `ProfileError` and nothing else: any call `network`, `timeout`,
 * `aborted`, `unexpected_response`, `token_store`, `internal_error` or `unavailable`; one with an input
 * `validation_error`; one with a scope `signed_out` or `insufficient_scope`; and what it says itself.
 */
export interface ProfileClient {
  /** Signing up, in and out; the tokens. */
  auth: {
    /**
     * Creates an account, sends the first verification mail, and keeps the session's tokens. A server
     * with PRIVATE_SIGN_UP answers everyone `{ status: 'accepted' }`: the mail says more, and signing
     * in comes next.
     * Errors: `origin_not_allowed`, `email_taken`, `username_taken`, `too_many_requests`, `busy`.
     */
    register(input: RegisterRequest, options?: CallOptions): Promise<TokenResponse | Accepted>;
    /**
     * Opens a session and keeps its tokens.
     * Errors: `invalid_credentials`, `origin_not_allowed`, `too_many_requests`, `busy`.
     */
    login(input: LoginRequest, options?: CallOptions): Promise<TokenResponse>;
    /**
     * Renews the tokens now. Calls do it by themselves when the access token has expired.
     * Errors: `signed_out` for `invalid_refresh_token`, `origin_not_allowed`, `too_many_requests`.
     */
    refresh(options?: CallOptions): Promise<TokenResponse>;
    /**
     * Ends this session (the default), all others, or all; and forgets the tokens, unless it is the
     * others. When the server can't be asked, it throws and the tokens stay.
     * Errors: `signed_out` for `invalid_refresh_token`, `origin_not_allowed`; `managed_elsewhere` when
     * another identity provider signed the user in.
     */
    logout(scope?: 'current' | 'others' | 'all', options?: CallOptions): Promise<void>;
    /** The tokens that are kept, or null when nobody is signed in. Asks the store, not the server. */
    tokens(): Promise<TokenResponse | null>;
    /**
     * Mails a link to choose a new password, good for an hour; the answer is the same whether or not
     * there is such an account.
     * Errors: `too_many_requests`.
     */
    forgotPassword(input: ForgotPasswordRequest, options?: CallOptions): Promise<Accepted>;
    /**
     * Chooses a new password with the token of the mailed link. It proves the address and ends every
     * session; signing in comes next.
     * Errors: `invalid_mail_token`, `too_many_requests`, `busy`.
     */
    resetPassword(input: ResetPasswordRequest, options?: CallOptions): Promise<void>;
  };
  /** What a person says of themselves. */
  profile: {
    /** The caller's profile. Scope: `profile:read`. */
    get(options?: CallOptions): Promise<Profile>;
    /**
     * Changes fields and gives the whole profile: what is left out stays, `null` clears. Given a
     * function, it reads the profile, asks for the change, and starts anew when somebody else was
     * faster, up to five times; the timeout is then that of each request, and what the function
     * throws comes through. Scope: `profile:write`, given a function also `profile:read`.
     * Errors: `stale_version`.
     */
    update(change: VersionedUpdate | ProfileChange, options?: CallOptions): Promise<Profile>;
  };
  /** The password. */
  password: {
    /**
     * Changes the password and ends every other session. Scope: `account:security`.
     * Errors: `invalid_current_password`, `managed_elsewhere`, `too_many_requests`, `busy`.
     */
    change(input: ChangePasswordRequest, options?: CallOptions): Promise<PasswordChange>;
  };
  /** Where the account is signed in. */
  sessions: {
    /** The living sessions, last used first. Scope: `account:security`. */
    list(options?: CallOptions): Promise<SessionList>;
    /** Ends one; the same for an id that is unknown or somebody else's. Scope: `account:security`. */
    revoke(id: string, options?: CallOptions): Promise<void>;
  };
  /** The proof of the email address. */
  email: {
    /** Where the proof of the address stands. Scope: `profile:read`. */
    verification(options?: CallOptions): Promise<EmailVerification>;
    /**
     * Sends a verification mail; none when the address is verified already. Scope: `profile:write`.
     * Errors: `verification_cooldown`.
     */
    requestVerification(options?: CallOptions): Promise<EmailVerification>;
    /**
     * Proves the address by the mail's token or code. Scope: `profile:write`.
     * Errors: `invalid_mail_token`, `too_many_requests`.
     */
    confirmVerification(
      input: ConfirmVerificationRequest,
      options?: CallOptions,
    ): Promise<EmailVerification>;
    /**
     * Starts a change of the address: the new one is asked to prove itself by `confirmVerification`,
     * and the present one stays until it did. Scope: `account:security`.
     * Errors: `invalid_current_password`, `managed_elsewhere`, `too_many_requests`,
     * `verification_cooldown`, `busy`.
     */
    change(input: ChangeEmailRequest, options?: CallOptions): Promise<EmailVerification>;
    /** Forgets the change that waits for its new address, if there is one. Scope: `account:security`. */
    cancelChange(options?: CallOptions): Promise<void>;
    /**
     * Gives the account its former address back, with the token that was mailed there. Every session
     * ends; needs no sign-in.
     * Errors: `invalid_mail_token`.
     */
    undoChange(input: UndoEmailChangeRequest, options?: CallOptions): Promise<void>;
  };
}
