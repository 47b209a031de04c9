import type { Profile } from '@profile/sdk';

/** Whatever people wrote, as text of a page. */
const text = (value: string) =>
  value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${text(title)}</title>
<body>${body}</body>
</html>
`;

export const signInPage = (message = '') =>
  page(
    'Sign in',
    `<h1>Sign in</h1>
<p role="alert">${text(message)}</p>
<form method="post" action="/sign-in">
  <label>Name or address <input name="login" required></label>
  <label>Password <input name="password" type="password" required></label>
  <button>Sign in</button>
</form>`,
  );

/** What somebody typed stays in the form, beside what is wrong with it. */
export const profilePage = (
  { username, display_name, email }: Profile,
  { typed, fault = '' }: { typed?: string; fault?: string } = {},
) =>
  page(
    'Your profile',
    `<h1>Hello ${text(display_name ?? username)}</h1>
<p>${text(email)}</p>
<form method="post" action="/">
  <label>Display name <input name="display_name" value="${text(typed ?? display_name ?? '')}"></label>
  <p role="alert">${text(fault)}</p>
  <button>Save</button>
</form>
<form method="post" action="/sign-out"><button>Sign out</button></form>`,
  );
