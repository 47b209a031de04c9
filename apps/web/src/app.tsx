import { lazy, Suspense, useEffect } from 'react';
import { useAccount } from './account.js';
import { Failed, Starting, Unknown } from './pages/elsewhere.js';
import { navigate, paths, usePath } from './router.js';

const Forgot = lazy(() => import('./pages/forgot.js'));
const Reset = lazy(() => import('./pages/reset.js'));
const SignIn = lazy(() => import('./pages/sign-in.js'));
const SignUp = lazy(() => import('./pages/sign-up.js'));
const Undo = lazy(() => import('./pages/undo.js'));
const SignedIn = lazy(() => import('./signed-in.js'));

/** Whoever is here, or nobody: a mailed link may be another account's. */
const behindLinks: Record<string, typeof Reset> = { [paths.reset]: Reset, [paths.undo]: Undo };
const ofNobody: string[] = [paths.signIn, paths.signUp, paths.forgot];

/** Who is here decides what there is; the address stays, so that signing in leads where one wanted. */
export function App() {
  const account = useAccount();
  const { phase, profile } = account;
  const path = usePath();
  const astray = profile !== undefined && ofNobody.includes(path);
  useEffect(() => {
    // Somebody who has just signed up has an address to confirm.
    if (astray) navigate(path === paths.signUp ? paths.email : paths.profile, 'replace');
  }, [astray, path]);

  const OfLink = behindLinks[path];
  if (OfLink) {
    return (
      <Suspense fallback={<Starting />}>
        <OfLink />
      </Suspense>
    );
  }
  if (phase === 'starting') return <Starting />;
  if (phase === 'failed') return <Failed fault={account.fault} retry={account.retry} />;
  return (
    <Suspense fallback={<Starting />}>
      {profile ? (
        astray || <SignedIn key={profile.id} profile={profile} />
      ) : (
        <SignedOut path={path} />
      )}
    </Suspense>
  );
}

function SignedOut({ path }: { path: string }) {
  if (path === paths.signUp) return <SignUp />;
  if (path === paths.forgot) return <Forgot />;
  const known = (Object.values(paths) as string[]).includes(path);
  return known ? <SignIn /> : <Unknown />;
}
