import { setTimeout as sleep } from 'node:timers/promises';
import { type Faults, never, reply } from './mail-server.js';

interface Case {
  fault: string;
  faults: Faults;
  credentials?: string;
  /** Whether only the worker's patience ends a try. */
  hangs?: boolean;
  /** How many tries fail before the fault ends; without it, it never does. */
  until?: number;
  expected?: object;
}

/** What a mail server can do to eight mails. */
export const cases: Case[] = [
  {
    fault: '421 at the greeting',
    faults: {
      connect() {
        throw reply(421, '4.3.2 too busy');
      },
    },
    until: 8,
  },
  {
    fault: '451 greylisting',
    faults: {
      rcpt() {
        throw reply(451, '4.7.1 try again later');
      },
    },
    until: 8,
  },
  {
    fault: '550 at RCPT for half of them',
    faults: {
      rcpt(address) {
        if (address.startsWith('gone')) throw reply(550, `5.1.1 <${address}> no such user`);
      },
    },
    expected: { delivered: 4, abandoned: 4 },
  },
  {
    fault: 'AUTH refused, then mended',
    credentials: 'profile:hunter22@',
    faults: {
      auth(password) {
        throw reply(535, `5.7.8 no such password: ${password}`);
      },
    },
    until: 8,
  },
  { fault: 'hanging in DATA', faults: { data: never }, hangs: true, until: 8 },
  { fault: 'closing mid-DATA', faults: { data: (connection) => connection.close() }, until: 8 },
  {
    fault: 'closing after DATA, before the reply',
    faults: { kept: (connection) => connection.close() },
    until: 8,
  },
  {
    fault: 'no reply after DATA',
    faults: { kept: never },
    hangs: true,
    until: 8,
  },
  {
    fault: '554 after DATA',
    faults: {
      data: () => {
        throw reply(554, '5.6.0 no');
      },
    },
    until: 8,
  },
  { fault: 'slow replies', faults: { rcpt: () => sleep(200), data: () => sleep(200) } },
];
