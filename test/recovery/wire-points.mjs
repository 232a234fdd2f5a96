/*
 * Points on the wire: before a frame, after some of its bytes, after the last one, and before and after what comes back is read. A frame that
 * is cut is really cut: the bytes until there are given to the kernel, then the process dies. Serial lines, MQTT and HTTP.
 */
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { built } from '../bench/built.mjs';
import { isMine, isWatched, reach, strike } from './points.mjs';

/** A set point has more places where it may be cut than a query, which changes nothing, and a long frame no more than a short one. */
function cutsOf(length, isQuery) {
  if (isQuery) return [0, length];
  return [...new Set([0, 1, 2, Math.floor(length / 2), length - 1, length])].filter((cut) => cut <= length).toSorted((a, b) => a - b);
}

const printable = (bytes) =>
  Buffer.from(bytes)
    .toString('latin1')
    .trim()
    .replaceAll(/[^\x20-\x7e]/g, (character) => `<${character.charCodeAt(0).toString(16).padStart(2, '0')}>`)
    .slice(0, 40);

function nameOfCut(text, at, length) {
  if (at === 0) return `wire ${text}: before the first byte`;
  return `wire ${text}: ${at === length ? 'after the last byte' : `after ${at} of ${length} bytes`}`;
}

/** Dies after as many bytes as the point says, if it is one of this frame; `put` gives bytes to the kernel at once. */
function pass(text, bytes, isQuery, put) {
  for (const length of cutsOf(bytes.length, isQuery)) {
    const name = nameOfCut(text, length, bytes.length);
    if (length > 0 && isMine(name)) {
      put(bytes.subarray(0, length));
      strike();
    }
    reach(name);
  }
}

export function putWirePoints() {
  putSerialPoints();
  putNetworkPoints();
  putReplyPoints();
}

function putSerialPoints() {
  const { WireExchange } = built('drivers/kit/src/session/exchange.js');
  const { SerialTransport } = built('drivers/kit/src/transport/serial.transport.js');
  const queries = new WeakMap();
  const { run, receive } = WireExchange.prototype;
  WireExchange.prototype.run = function (request) {
    queries.set(this.transport, request.isQuery);
    return run.call(this, request);
  };
  WireExchange.prototype.receive = function (bytes) {
    const asked =
      isWatched(this.transport.options.instrument) && this.inFlight && !this.inFlight.request.isQuery ? this.inFlight.request.key : null;
    if (asked !== null) reach(`wire ${asked}: before its answer is read`);
    receive.call(this, bytes);
    if (asked !== null) reach(`wire ${asked}: after its answer was read`);
  };
  const { write } = SerialTransport.prototype;
  SerialTransport.prototype.write = function (bytes) {
    if (this.port?.isOpen && isWatched(this.options.instrument))
      pass(printable(bytes), bytes, queries.get(this) !== false, (part) => fs.writeSync(this.port.port.fd, part));
    return write.call(this, bytes);
  };
}

/** Everything that goes through a socket passes here: messages for the broker, and the calls of web interfaces. */
function putNetworkPoints() {
  const broker = Number(new URL(process.env.MQTT_URL ?? 'mqtt://127.0.0.1:1883').port);
  const { _writeGeneric: write } = net.Socket.prototype;
  net.Socket.prototype._writeGeneric = function (isMany, data, encoding, done) {
    const bytes = isMany ? Buffer.concat(data.map((each) => asBytes(each.chunk ?? each, each.encoding))) : asBytes(data, encoding);
    const text = this.remotePort === broker ? publishOf(bytes) : callOf(bytes);
    if (text !== null && this._handle) pass(text, bytes, false, (part) => fs.writeSync(this._handle.fd, part));
    return write.call(this, isMany, data, encoding, done);
  };
}

const asBytes = (chunk, encoding) => (typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk));

/** Topic of an MQTT PUBLISH that sets something; null for every other packet. */
function publishOf(bytes) {
  if (bytes.length < 5 || bytes[0] >> 4 !== 3) return null;
  let at = 1;
  while (bytes[at] & 0x80) at += 1;
  const length = bytes.readUInt16BE(at + 1);
  const topic = bytes.toString('utf8', at + 3, at + 3 + length);
  return topic.endsWith('/set') ? `PUBLISH ${topic.split('/').slice(3).join('/')}` : null;
}

function callOf(bytes) {
  const [, method, path] = /^(POST|PATCH) (\S+) HTTP/.exec(bytes.toString('latin1', 0, 300)) ?? [];
  return method ? `${method} ${shortOf(path)}` : null;
}

const shortOf = (path) => path.split('/').slice(-4).join('/');

function putReplyPoints() {
  const { LinkListeners } = built('drivers/kit/src/mqtt/mqtt-link.js');
  const { emitMessage } = LinkListeners.prototype;
  LinkListeners.prototype.emitMessage = function (message) {
    const topic = message.topic.split('/').slice(3).join('/');
    const tells = !message.retained && /dosing_events|target_rpm|\$state/.test(topic);
    if (tells) reach(`wire ${topic}: before it is read`);
    emitMessage.call(this, message);
    if (tells) reach(`wire ${topic}: after it was read`);
  };
  const { emit } = http.ClientRequest.prototype;
  http.ClientRequest.prototype.emit = function (event, ...rest) {
    if (event === 'response' && this.method !== 'GET') reach(`wire ${this.method} ${shortOf(this.path)}: before its answer is read`);
    return emit.call(this, event, ...rest);
  };
}
