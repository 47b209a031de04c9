import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
  },
});

const only = values.only?.split(',');
const sections = ['start', 'size', 'hashing'];

export const rounds = Number(values.rounds);
export const seconds = Number(values.seconds);
/** Whether everything was asked for. */
export const whole = only === undefined;
/** Whether this row or section was. */
export const wanted = (id) => whole || only.includes(id);
export const wantedRequests = whole || only.some((id) => !sections.includes(id));
