import { expect, it } from 'vitest';
import { createLogger } from './logger.js';

function written(level: string) {
  const lines: string[] = [];
  const log = createLogger(level, (line) => lines.push(line));
  return { log, entries: () => lines.map((line) => JSON.parse(line)) };
}

it('Lines have a level, the time, what is told, and a sentence at their end', () => {
  const { log, entries } = written('info');
  log.info({ mail: 'mail_1', kind: 'reset' }, 'mail sent');
  const [entry] = entries();
  const time = expect.any(Number);
  expect(entry).toEqual({ level: 30, time, mail: 'mail_1', kind: 'reset', msg: 'mail sent' });
  expect(Object.keys(entry)).toEqual(['level', 'time', 'mail', 'kind', 'msg']);
});

it.each([
  ['trace', [10, 20, 30, 40, 50, 60]],
  ['info', [30, 40, 50, 60]],
  ['error', [50, 60]],
  ['silent', []],
])('At %s it writes what is of the levels %j', (level, expected) => {
  const { log, entries } = written(level);
  for (const each of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)
    log[each]('said');
  expect(entries().map((entry) => entry.level)).toEqual(expected);
});

it('Of an error it tells what may be told, and of requests and answers nothing', () => {
  const { log, entries } = written('info');
  const query = Object.assign(new Error('select ?\nparams: secret'), { params: ['secret'] });
  const circular: Record<string, unknown> = {};
  circular.req = circular;
  log.error({ id: 'r1', err: query, req: circular, res: circular }, 'request errored');
  log.error(query);
  log.child({}).warn('sentence');
  log.error({ id: 'r2', count: 1n }, 'what can not be written');
  log.info(undefined);
  expect(entries()).toMatchObject([
    { level: 50, id: 'r1', err: { type: 'Error', message: '' }, msg: 'request errored' },
    { level: 50, err: { type: 'Error', message: '' }, msg: '' },
    { level: 40, msg: 'sentence' },
    { level: 50, msg: 'what can not be written' },
    { level: 30, msg: '' },
  ]);
  expect(JSON.stringify(entries())).not.toContain('secret');
  expect(entries()[0]).not.toHaveProperty('req');
});
