/** The server's side of websockets (RFC 6455) for fakes: binary messages, one frame each. */

import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const BINARY = 0x82;
const CLOSE = 8;

/** One connection of a client. */
export interface Line {
  heard: (bytes: Buffer) => void;
  gone: () => void;
  send(bytes: Uint8Array): void;
  destroy(): void;
}

/** A server that hands over each connection. */
export function webSocketServer(welcome: (line: Line) => void): Server {
  const server = createServer((_, answer) => answer.writeHead(404).end());
  server.on('upgrade', (asked: IncomingMessage, socket: Duplex) => {
    const accept = createHash('sha1').update(`${asked.headers['sec-websocket-key']}${MAGIC}`);
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: ${accept.digest('base64')}\r\n\r\n`,
    );
    const line: Line = {
      heard: () => undefined,
      gone: () => undefined,
      send: (bytes) => socket.write(Buffer.concat([head(bytes.length), bytes])),
      destroy: () => socket.destroy(),
    };
    let held = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => line.gone());
    socket.on('data', (bytes: Buffer) => {
      held = Buffer.concat([held, bytes]);
      for (let frame = read(held); frame; frame = read(held)) {
        held = held.subarray(frame.end);
        if (frame.kind === CLOSE) socket.end();
        else line.heard(frame.payload);
      }
    });
    welcome(line);
  });
  return server;
}

function head(length: number): Buffer {
  if (length < 126) return Buffer.from([BINARY, length]);
  const made = Buffer.alloc(length < 65_536 ? 4 : 10);
  made[0] = BINARY;
  made[1] = length < 65_536 ? 126 : 127;
  if (length < 65_536) made.writeUInt16BE(length, 2);
  else made.writeBigUInt64BE(BigInt(length), 2);
  return made;
}

/** The first frame of a client, unmasked; null while it is not whole. */
function read(bytes: Buffer): { kind: number; payload: Buffer; end: number } | null {
  if (bytes.length < 6) return null;
  const short = (bytes[1] ?? 0) & 0x7f;
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
  const start = 2 + extra + 4;
  if (bytes.length < start) return null;
  const length =
    extra === 2 ? bytes.readUInt16BE(2) : extra ? Number(bytes.readBigUInt64BE(2)) : short;
  if (bytes.length < start + length) return null;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (let at = 0; at < length; at += 1) payload[at] = (payload[at] ?? 0) ^ (mask[at & 3] ?? 0);
  return { kind: (bytes[0] ?? 0) & 0x0f, payload, end: start + length };
}
