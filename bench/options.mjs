import { parseArgs } from 'node:util';
import { contenders } from './contenders.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '11' },
    seconds: { type: 'string', default: '1' },
  },
});

const only = values.only?.split(',');
const requests = contenders.flatMap(({ rows }) => rows.map(({ id }) => id));
const names = [...requests, 'start', 'size', 'hashing', 'writes'];
const unknown = only?.find((id) => !names.includes(id));
if (unknown !== undefined) {
  console.error(`There is no ${unknown}; --only takes ${names.join(', ')}`);
  process.exit(2);
}

export const rounds = Number(values.rounds);
export const seconds = Number(values.seconds);
/** Whether everything was asked for. */
export const whole = only === undefined;
/** Whether this row or section was. */
export const wanted = (id) => whole || only.includes(id);
export const wantedRequests = whole || only.some((id) => requests.includes(id));
