// pnpm sbom: what the server, the account page and the published packages consist of, as CycloneDX 1.6,
// by the lockfile and what is installed; --output <file> writes it there.
import './node-version.mjs';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { billOfMaterials } from './sbom/bill.mjs';

const { values } = parseArgs({ options: { output: { type: 'string' } } });
const text = `${JSON.stringify(billOfMaterials(), undefined, 2)}\n`;
if (values.output) writeFileSync(values.output, text);
else process.stdout.write(text);
