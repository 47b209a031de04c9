import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '2' },
  },
});

export const rounds = Number(values.rounds);
export const seconds = Number(values.seconds);
/** Whether a row or a section was asked for. */
export const wanted = (id) => values.only === undefined || values.only.split(',').includes(id);
/** Whether everything was. */
export const whole = values.only === undefined;
