// A server that does nothing: what Node itself takes.
import { createServer } from 'node:http';

const body = Buffer.from('{"status":"ok"}');
const head = { 'content-type': 'application/json', 'content-length': body.length };

createServer((_, response) => response.writeHead(200, head).end(body)).listen(
  process.env.PORT,
  '127.0.0.1',
);
