#!/usr/bin/env node
// Here from the start, as pnpm links it before anything is built.
import start from './start.cjs';

start('profile');
