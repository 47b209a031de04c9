import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import spectralRulesets from '@stoplight/spectral-rulesets';
import { describe, expect, it } from 'vitest';
import { exceptions } from './lint-exceptions.js';

const source = readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8');
// Both are CommonJS, whose named exports only a bundler sees.
const { Spectral, Ruleset } = spectralCore;
const { oas } = spectralRulesets;

/** What each linter complains of, as its rule and the place. */
const linters = {
  async redocly(): Promise<string[]> {
    const config = await createConfig({ extends: ['recommended-strict'] });
    const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config });
    return problems.map(({ ruleId, location }) => `${ruleId} ${location[0]?.pointer}`);
  },
  async spectral(): Promise<string[]> {
    const spectral = new Spectral();
    spectral.setRuleset(new Ruleset({ extends: [oas] }));
    const problems = await spectral.run(JSON.parse(source));
    return problems.map(({ code, path }) => `${code} ${pointer(path)}`);
  },
};

const pointer = (path: (string | number)[]) =>
  ['#', ...path.map((key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');

describe.each(['redocly', 'spectral'] as const)('The linter %s', (name) => {
  it('complains of nothing but the exceptions, and of each of those', async () => {
    const excepted = exceptions.filter(({ linter }) => linter === name);
    const expected = excepted.map(({ rule, at }) => `${rule} ${at}`);
    expect((await linters[name]()).sort()).toEqual(expected.sort());
  });
});
