const json = { 'content-type': 'application/json' };
const password = 'violet-anchor-73-mosaic';

/** People who sign up one after the other, each in a transaction of several statements. */
export function startSignUps(origin: string) {
  const tokens: string[] = [];
  let stopped = false;
  let refused = 0;
  let longest = 0;
  let last = 0;

  async function signUp(email: string): Promise<void> {
    const began = performance.now();
    const body = JSON.stringify({ email, password });
    const path = `${origin}/api/v1/auth/register`;
    const answer = await fetch(path, { method: 'POST', headers: json, body });
    longest = Math.max(longest, Math.round(performance.now() - began));
    if (answer.status === 201) {
      tokens.push(((await answer.json()) as { access_token: string }).access_token);
      last = Date.now();
    } else if (answer.status === 503) {
      refused++;
    } else {
      throw new Error(`Signing up answered ${answer.status}`);
    }
  }

  const workers = ['a', 'b', 'c'].map(async (name) => {
    for (let i = 0; !stopped; i++) await signUp(`${name}${i}@example.com`);
  });

  return {
    /** Lets one more sign up after a moment, and reads every account back. */
    async stop(moment: number) {
      while (last <= moment) await Promise.race([...workers, new Promise((r) => setTimeout(r, 5))]);
      const back = last - moment;
      stopped = true;
      await Promise.all(workers);
      let lost = 0;
      for (const token of tokens) {
        const headers = { authorization: `Bearer ${token}` };
        if ((await fetch(`${origin}/api/v1/me`, { headers })).status !== 200) lost++;
      }
      return { acknowledged: tokens.length, lost, longest, back, refused };
    },
  };
}
