// The limit: what somebody would write who wants nothing but speed, and no feature beside.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import Database from 'better-sqlite3';

const { PORT, DATABASE, SECRET, REMEMBERS } = process.env;
const columns =
  'id, username, email, email_verified, first_name, last_name, display_name, phone, locale, timezone, avatar_url, created_at, updated_at, version';

function open(options) {
  const database = new Database(DATABASE, options);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return database;
}
const writer = open({});
const read = open({ readonly: true }).prepare(`SELECT ${columns} FROM users WHERE id = ?`);
const update = writer.prepare(
  `UPDATE users SET display_name = ?, version = version + 1, updated_at = ? WHERE id = ? RETURNING ${columns}`,
);

function verify(token) {
  const [head, payload, signature] = token.split('.');
  const right = createHmac('sha256', SECRET).update(`${head}.${payload}`).digest();
  const given = Buffer.from(signature ?? '', 'base64url');
  if (given.length !== right.length || !timingSafeEqual(given, right)) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url'));
}

const remembered = new Map();
function remember(token) {
  let claims = remembered.get(token);
  if (!claims) {
    claims = verify(token);
    if (claims) remembered.set(token, claims);
  }
  return claims;
}
const claimsOf = REMEMBERS ? remember : verify;

function send(response, status, body) {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

function sendProfile(response, row) {
  if (!row) return send(response, 401, { detail: 'Invalid or expired token' });
  row.email_verified = row.email_verified === 1;
  send(response, 200, row);
}

function change(request, response, id) {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { display_name } = JSON.parse(Buffer.concat(chunks));
    if (typeof display_name !== 'string') return send(response, 422, { detail: [] });
    sendProfile(response, update.get(display_name, new Date().toISOString(), id));
  });
}

createServer((request, response) => {
  const { url, method, headers } = request;
  if (url !== '/api/v1/me') return send(response, 404, { detail: 'Not Found' });
  const claims = claimsOf((headers.authorization ?? '').slice('Bearer '.length));
  if (!claims || claims.exp * 1000 <= Date.now()) {
    return send(response, 401, { detail: 'Invalid or expired token' });
  }
  if (method === 'PATCH') change(request, response, claims.sub);
  else sendProfile(response, read.get(claims.sub));
}).listen(PORT, '127.0.0.1');
