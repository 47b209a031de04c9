import { databaseName } from '@profile/db';
import { type Config, readConfig } from './config.js';
import { explain } from './explain.js';
import { describeError } from './log.js';
import { logStream } from './log-stream.js';
import { boundNewSpace } from './new-space.js';
import { type Server, startServer } from './server.js';

/** After this many milliseconds a request that still runs is cut off. */
const patience = 10_000;

async function main(): Promise<void> {
  const config = readConfig(undefined, { makeSecret: true });
  const server = await startServer(config);
  announce(config, server);
  boundNewSpace();

  let stopping = false;
  const stop = () => {
    // Ctrl-C reaches us from the terminal and from npm; once is enough.
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), patience).unref();
    server
      .stop()
      .then(logStream.drain)
      .then(
        () => {
          if (!config.production) console.log('Stopped.');
          process.exit(0);
        },
        (error: unknown) => {
          console.error('Stopping failed', describeError(error));
          process.exit(1);
        },
      );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  // Whoever started us with a channel is gone.
  process.on('disconnect', stop);
}

/** What a person wants to know; a log collector gets one line of JSON instead. */
function announce(config: Config, { url, metricsUrl }: Server): void {
  for (const msg of config.misspelt) {
    const line = { level: 40, time: Date.now(), msg };
    logStream.write(config.production ? `${JSON.stringify(line)}\n` : `\n  ${msg}.\n`);
  }
  if (config.production) {
    const line = { level: 30, time: Date.now(), msg: 'ready', url };
    logStream.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const mail = config.mailUrl.startsWith('file:')
    ? `written to ${config.mailUrl.slice('file:'.length)}`
    : 'sent by SMTP';
  logStream.write(`
  Profile is ready.

    REST       ${url}/api/v1
    tRPC       ${url}/trpc
    OpenAPI    ${url}/openapi.json
    Docs       ${url}/docs
    Database   ${databaseName(config.database.url)}
    Mail       ${mail}${metricsUrl === undefined ? '' : `\n    Metrics    ${metricsUrl}`}${config.mailbox === undefined ? '' : `\n    Mailbox    ${url}/dev/mailbox`}

  Stop with Ctrl-C.

`);
}

main().catch((error: unknown) => {
  console.error(`\n${explain(error, 'Starting')}\n`);
  process.exit(1);
});
