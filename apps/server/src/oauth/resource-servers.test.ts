import { describe, expect, it } from 'vitest';
import { readResourceServers } from './resource-servers.js';

const secret = 's'.repeat(32);
const billing = { client_id: 'billing', client_secret: secret };

function read(value: unknown) {
  const faults: string[] = [];
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { servers: readResourceServers(text, (fault) => faults.push(fault)), faults };
}

describe('RESOURCE_SERVERS', () => {
  it('may be none, one or several', () => {
    expect(read('')).toEqual({ servers: [], faults: [] });
    expect(read([])).toEqual({ servers: [], faults: [] });
    const both = [billing, { ...billing, client_id: 'search' }];
    expect(read(both)).toEqual({ servers: both, faults: [] });
  });

  it.each<[string, unknown, RegExp[]]>([
    ['what is no JSON', 'billing:secret', [/must be a JSON list/]],
    ['what is no list', billing, [/expected array/]],
    ['a list of texts', ['billing'], [/\[0\]: .*expected object/]],
    ['an entry of nothing', [{}], [/\[0\]\[client_id\]/, /\[0\]\[client_secret\]/]],
    ['a short secret', [{ ...billing, client_secret: 'x'.repeat(31) }], [/32 characters/]],
    ['an empty id', [{ ...billing, client_id: '' }], [/\[0\]\[client_id\]/]],
    ['the id of the public client', [{ ...billing, client_id: 'profile' }], [/not be profile/]],
    ['an id that is there twice', [billing, billing], [/\[1\]\[client_id\]: is there already/]],
    ['a secret beyond ASCII', [{ ...billing, client_secret: 'é'.repeat(32) }], [/ASCII/]],
    ['an unknown member', [{ ...billing, scope: 'x' }], [/scope/]],
    [
      'faults in two entries, all of them',
      [
        { client_id: 'a', client_secret: 'short' },
        { client_id: 1, client_secret: secret },
      ],
      [/\[0\]\[client_secret\]/, /\[1\]\[client_id\]/],
    ],
  ])('refuses %s', (_, value, sentences) => {
    const { servers, faults } = read(value);
    expect(servers).toEqual([]);
    expect(faults).toHaveLength(sentences.length);
    for (const [i, sentence] of sentences.entries()) expect(faults[i]).toMatch(sentence);
    for (const fault of faults) expect(fault).not.toContain(secret);
  });
});
