require('./start.cjs')('server');
// Load would make the space of new objects four times as large, and nothing is faster by it. As an option
// of Node's it would be in force too early: V8 then refuses what it compiled when the server was built.
require('node:v8').setFlagsFromString('--semi-space-growth-factor=1');
