/** The groups of operations, and what each is for. */
export const tags = {
  Profile: 'Your own profile, your password, and the proof of your email address.',
  Email: 'Another email address for the account, and the way back to the former one.',
  Sessions: 'Where the account is signed in, and how to end that.',
  Auth: 'Accounts and sessions: sign up, sign in, refresh, sign out, forgotten passwords.',
  Legacy: 'The profile for clients of Django-style backends.',
};
