/** More at once than the queue for hashing takes. */
const size = 300;

/** What so many who sign in at one moment are answered. */
export async function crowd(port, accounts, password) {
  const answers = await Promise.all(
    Array.from({ length: size }, async (_, i) => {
      const from = performance.now();
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ login: accounts[i % accounts.length].email, password }),
      });
      const { code } = await answer.json();
      const ms = performance.now() - from;
      return { ms, status: answer.status, code, retryAfter: answer.headers.get('retry-after') };
    }),
  );
  const served = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(
    ({ status, code, retryAfter }) => status === 503 && code === 'busy' && retryAfter !== null,
  );
  const slowest = (some) => (Math.max(0, ...some.map(({ ms }) => ms)) / 1000).toFixed(1);
  const right = refused.length > 0 && served.length + refused.length === size;
  return {
    text: `${size} sign-ins at one moment: ${served.length} were served, the last after ${slowest(served)} s, and ${refused.length} told \`busy\` with Retry-After, the last after ${slowest(refused)} s.`,
    goal: [
      'beyond the queue, 503 busy with Retry-After',
      'all who are refused',
      `${refused.length} of ${size - served.length}`,
      right ? 'yes' : 'no',
      '',
    ],
  };
}
