// The host's own way to sign people in: nothing of Profile is in here.
import { randomUUID, scryptSync, timingSafeEqual } from 'node:crypto';

export interface Employee {
  id: string;
  name: string;
  email: string;
}

export interface Session {
  employee: Employee;
  since: Date;
}

const hashOf = (password: string, id: string) => scryptSync(password, `salt of ${id}`, 32);

export type Sessions = ReturnType<typeof createSessions>;

/** Who may sign in, and who has; a real host asks its own database. */
export function createSessions(staff: (Employee & { password: string })[]) {
  const known = new Map(
    staff.map(({ password, ...employee }) => [
      employee.email,
      { employee, hash: hashOf(password, employee.id) },
    ]),
  );
  const open = new Map<string, Session>();

  return {
    /** The id of a new session, or undefined when the password is wrong. */
    open(email: string, password: string): string | undefined {
      const found = known.get(email);
      if (!found || !timingSafeEqual(found.hash, hashOf(password, found.employee.id))) return;
      const id = randomUUID();
      open.set(id, { employee: found.employee, since: new Date() });
      return id;
    },

    /** The session that a request's cookie names. */
    ofCookie(cookie = ''): Session | undefined {
      const [, id = ''] = /(?:^|; *)sid=([\w-]+)/.exec(cookie) ?? [];
      return open.get(id);
    },
  };
}
