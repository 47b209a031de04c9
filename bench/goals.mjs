// What the product wants to reach, and whether a run did.
import { paired } from './ratios.mjs';
import { median } from './scaling/figures.mjs';

export const head = ['', 'goal', 'this run', 'met', 'by CPU'];

/** Where less is better; up to `done`, where there is one, it counts as done. */
export function atMost(what, value, most, { done = most, unit = '', ...also } = {}) {
  const verdict = (it) => {
    if (it <= most) return 'yes';
    return it <= done ? `no, but below ${done}` : 'no';
  };
  return goal([what, `at most ${most}${unit}`], value, verdict, also);
}

export const atLeast = (what, value, least, also = {}) =>
  goal([what, `at least ${least}`], value, (it) => (it >= least ? 'yes' : 'no'), also);

/** On a disturbed machine the time it took and what it took of the processor have to say the same. */
function goal(names, value, verdict, { cpu, disturbed = false }) {
  const met = verdict(value);
  const sure = !disturbed || cpu === undefined || (verdict(cpu) === 'yes') === (met === 'yes');
  return [...names, value.toFixed(2), sure ? met : 'unsure', cpu?.toFixed(2) ?? ''];
}

/** Those of requests, as far as their rows are there. */
export function requestGoals(figures, disturbed = false) {
  const one = (id) => figures.find((row) => row.id === id);
  const over = (what, id, most, options) => {
    const row = one(id);
    if (!row) return [];
    const also = { ...options, disturbed, cpu: row.usedRatio };
    return [atMost(`limit ÷ ${what}`, row.ratio, most, also)];
  };
  const times = (what, ours, other, least) => {
    const [faster, slower] = [one(ours), one(other)];
    if (!faster || !slower) return [];
    const cpu = slower.used / faster.used;
    return [atLeast(what, median(paired(faster, slower)), least, { disturbed, cpu })];
  };
  const memory = one('rest') ? one('rest').memory / one('limit').memory : undefined;
  return [
    ...over('GET /api/v1/me', 'rest', 1.3, { done: 1.5 }),
    ...over('the same, by three thousand sessions in turn', 'sessions', 1.5),
    ...over('tRPC profile.get', 'trpc', 1.4, { done: 1.6 }),
    ...over('a batch of ten, as ten requests', 'batch', 1.2),
    ...over('PATCH /api/v1/me', 'patch', 1.5),
    ...times('GET /api/v1/me ÷ Django REST framework', 'rest', 'django', 25),
    ...times('the same, where gunicorn keeps connections', 'rest', 'django-threads', 25),
    ...times('POST /api/profile/ ÷ Django REST framework, the same job', 'legacy', 'django', 25),
    ...times('GET /api/v1/me ÷ FastAPI with SQLAlchemy', 'rest', 'fastapi', 20),
    ...times('GET /api/v1/me ÷ better-auth, get-session', 'rest', 'better-auth', 15),
    ...times('tRPC profile.get ÷ stock adapter', 'trpc', 'stock-trpc', 4),
    ...(memory ? [atMost("memory under load ÷ the limit's", memory, 1.4)] : []),
  ];
}
