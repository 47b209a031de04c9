import { isProfileError } from '@profile/sdk';
import { useActionState } from 'react';
import { client } from './session.js';

export function SignIn() {
  const [fault, submit, busy] = useActionState(async (_before: string, form: FormData) => {
    try {
      await client.auth.login({
        login: String(form.get('login')),
        password: String(form.get('password')),
      });
      return '';
    } catch (error) {
      if (!isProfileError(error)) throw error;
      return error.message;
    }
  }, '');

  return (
    <form action={submit}>
      <h1>Sign in</h1>
      <label>
        Name or address <input name="login" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <p role="alert">{fault}</p>
      <button type="submit" disabled={busy}>
        Sign in
      </button>
    </form>
  );
}
