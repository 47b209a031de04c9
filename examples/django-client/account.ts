// An app's module for the Django backend, with simplejwt and UsersSerializer; none of it knows Profile.

/** What UsersSerializer gives. */
export interface DjangoUser {
  id: number;
  username: string;
  email: string;
  first_name: string;
  last_name: string;
  number_phone: string | null;
  avatar: string | null;
  date_joined: string;
  last_login: string | null;
  is_active: boolean;
  is_staff: boolean;
  is_superuser: boolean;
}

interface Refusal {
  detail?: string;
  error?: string;
  code?: string;
  messages?: { message: string }[];
}

export class SignInAgain extends Error {}

/** The user of a token, as the account page shows them. */
export async function fetchUser(base: string, access: string | null): Promise<DjangoUser> {
  const response = await fetch(`${base}/api/profile/`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(access && { Authorization: `Bearer ${access}` }),
    },
  });
  const body: unknown = await response.json();
  if (response.ok) return body as DjangoUser;
  const { code, detail, error, messages } = body as Refusal;
  // Django REST framework says `detail`, the view itself `error`.
  if (response.status !== 401) throw new Error(error ?? detail);
  if (code === 'token_not_valid') throw new SignInAgain(messages?.[0]?.message);
  throw new SignInAgain(detail);
}

/** One line for the header of every page. */
export function greeting({ first_name, last_name, username, date_joined, is_staff }: DjangoUser) {
  const name = `${first_name} ${last_name}`.trim() || username;
  const year = new Date(date_joined).getUTCFullYear();
  return `${name}, with us since ${year}${is_staff ? ' (staff)' : ''}`;
}
