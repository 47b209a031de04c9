import { useProfileMutation } from '@profile/sdk/react';

export function SignIn() {
  const { mutate, error, isPending } = useProfileMutation('auth.login');
  const submit = (form: FormData) =>
    mutate({ login: String(form.get('login')), password: String(form.get('password')) });

  return (
    <form action={submit}>
      <h1>Sign in</h1>
      <label>
        Name or address <input name="login" autoComplete="username" required />
      </label>
      <label>
        Password <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <p role="alert">{error?.message}</p>
      <button type="submit" disabled={isPending}>
        Sign in
      </button>
    </form>
  );
}
