// Starts the built server in a process group of its own, so that a Ctrl-C reaches it once, through us.
import { spawn } from 'node:child_process';
import { serverCommand } from './server-command.mjs';
import { root } from './workspace.mjs';

/** The channel is never spoken on; when it closes, the server knows that we are gone and leaves too. */
export function serve() {
  return spawn(process.execPath, serverCommand, {
    cwd: root,
    detached: true,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
}
