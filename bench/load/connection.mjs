import { connect } from 'node:net';
import { createReader } from './answers.mjs';
import { anew } from './requests.mjs';

let changes = 0;

/**
 * Sends requests in turn, each as soon as the one before is answered, until `onAnswer`, which gets the
 * status and the milliseconds, says otherwise. Resolves when it did, and rejects when the connection breaks.
 */
export function repeat({ port, requests, onAnswer }) {
  const own = requests.map(({ bytes, digits }) => ({ bytes: Buffer.from(bytes), digits }));
  const buffer = Buffer.alloc(65_536);
  return new Promise((resolve, reject) => {
    let socket;
    let sentAt = 0;
    let sent = 0;

    function open() {
      const read = createReader(next);
      const callback = (size, buffer) => {
        read(buffer.subarray(0, size));
        return true;
      };
      const onread = { buffer, callback };
      socket = connect({ port, host: '127.0.0.1', noDelay: true, onread });
      const opened = socket;
      opened.on('error', reject);
      opened.on('close', () => {
        if (opened === socket) reject(new Error('The server closed a connection without a word'));
      });
    }

    function send() {
      const { bytes, digits } = own[sent++ % own.length];
      if (digits !== -1) bytes.write(String(changes++).padStart(anew.length, '0'), digits);
      sentAt = performance.now();
      socket.write(bytes);
    }

    function next({ status, closes }) {
      const more = onAnswer(status, performance.now() - sentAt);
      if (more && !closes) return send();
      const used = socket;
      socket = undefined;
      used.destroy();
      if (!more) return resolve();
      open();
      send();
    }

    open();
    send();
  });
}
