// Imported first by every command: an old Node must meet a sentence here, not a stack further on.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const floor = manifest.engines.node.replace('>=', '');
const [major, minor] = process.versions.node.split('.').map(Number);
const [floorMajor, floorMinor] = floor.split('.').map(Number);

if (major < floorMajor || (major === floorMajor && minor < floorMinor)) {
  console.error(`This needs Node ${floor} or newer, and here is Node ${process.versions.node}.`);
  console.error('Install a current Node (from nodejs.org, or with nvm or fnm) and try again.');
  process.exit(1);
}
