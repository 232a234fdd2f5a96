import type { Answer, Asked, Classified, Command, Framer, PerformOptions, WireProtocol } from '@drivers/kit';
import { encodeParameter, type Parameter } from './parameter.protocol';
import { ACK, decodeReply, identityParts, STATUS_OK, type SynergyH1Reply } from './reply.protocol';
import { deviceFault } from './synergy-h1.errors';
import { COMMAND_NAMES, encodeCommand, type PlainCharacter } from './synergy-h1.protocol';

type Reply<K extends SynergyH1Reply['is']> = Extract<SynergyH1Reply, { is: K }>;
type H1Command<R> = Command<SynergyH1Reply, R>;

/** Sends on a line that is kept for one piece of work, without waiting for that to end. */
export type Say = <R>(command: H1Command<R>, options: PerformOptions, priority?: 'stop' | 'normal') => Promise<Answer<R>>;

/** Wall milliseconds from a query to its reply; the source waits 1 s. */
const QUERY_MS = 2000;
/** A barrier only has to show that the device is there. */
const BARRIER_MS = 1000;
/** Wall milliseconds from a parameter to its answer; the source waits 20 s for everything without a time of its own. */
const PARAMETER_MS = 5000;
/** Wall milliseconds for a carrier that moves. Lab time never runs slower than wall time, so a simulated one is in time as well. */
const CARRIER_MS = 20_000;
/** Replies that carry nothing but a status do not say to what: all commands answered in this way share one key. */
const STATUS_KEY = 'status';

/** How the session reads this wire. A body is never an answer: it comes when nothing waits, and goes on as a notice. */
export function wireProtocol(framer: () => Framer): WireProtocol<SynergyH1Reply> {
  return { framer, classify, flush: 'command', isNoise: (byte) => byte >= 0x80 };
}

/** What one frame of the device is, without line noise and doubled ACK in front of it. */
export function readFrame(bytes: Uint8Array): SynergyH1Reply | null {
  return decodeReply(withoutNoise(bytes));
}

/** Without bytes that this wire cannot carry, as far as they stand in front or behind the ACK, and with one ACK at most. */
export function withoutNoise(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte < 0x80 && byte !== ACK);
  if (first < 0) return bytes.includes(ACK) ? Uint8Array.of(ACK) : new Uint8Array();
  return Uint8Array.from([...(bytes.slice(0, first).includes(ACK) ? [ACK] : []), ...bytes.slice(first)]);
}

function classify(bytes: Uint8Array, asked: Asked | null): Classified<SynergyH1Reply> {
  // Nothing at all: a command that has no answer is over.
  if (bytes.length === 0) return { is: 'reply', key: asked?.key ?? STATUS_KEY, message: { is: 'ready' } };
  const reply = readFrame(bytes);
  switch (reply?.is) {
    case undefined:
      return { is: 'garbage' };
    case 'ready':
      return { is: 'reply', key: asked?.key ?? STATUS_KEY, message: reply };
    case 'body':
      return { is: 'notice', notice: { severity: 'info', text: `data of ${reply.body.wells.length} wells` } };
    case 'identity':
      return answer('e', identityParts(reply)?.status ?? STATUS_OK, reply);
    case 'serial_number':
      return answer('C', reply.status, reply);
    case 'temperature':
      return answer('h', STATUS_OK, reply);
    case 'definition':
      return answer(STATUS_KEY, STATUS_OK, reply);
    case 'status':
      return answer(STATUS_KEY, reply.status === '' ? STATUS_OK : reply.status, reply, asked?.key === STATUS_KEY && asked.leg === 0);
  }
}

/** `moves`: it answers `J`, `A` or `O`, which have one leg; a parameter is the second one. */
function answer(key: string, status: string, message: SynergyH1Reply, moves = false): Classified<SynergyH1Reply> {
  return status === STATUS_OK ? { is: 'reply', key, message } : { is: 'fault', fault: deviceFault(status, moves) };
}

function query<K extends SynergyH1Reply['is']>(character: PlainCharacter, is: K, replyTimeoutMs = QUERY_MS): H1Command<Reply<K>> {
  return {
    kind: 'query',
    key: character,
    label: character,
    bytes: encodeCommand({ is: 'plain', character }),
    replyTimeoutMs,
    read: (message) => (message.is === is ? (message as Reply<K>) : undefined),
  };
}

export const readIdentity = query('e', 'identity');
export const readSerialNumber = query('C', 'serial_number');
export const readTemperature = query('h', 'temperature');

/** Both tell by their form what they answer. */
export const barriers: readonly H1Command<unknown>[] = [query('e', 'identity', BARRIER_MS), query('C', 'serial_number', BARRIER_MS)];

/** `J` or `A`: answered when the carrier is there. Where it is cannot be asked, so a missing answer leaves it unknown. */
export function moveCarrier(character: 'J' | 'A'): H1Command<true> {
  const bytes = encodeCommand({ is: 'plain', character });
  return {
    kind: 'action',
    key: STATUS_KEY,
    label: `${character} (${COMMAND_NAMES[character]})`,
    bytes,
    legs: [{ bytes, accept: Uint8Array.of(ACK), acceptTimeoutMs: CARRIER_MS }],
    replyTimeoutMs: CARRIER_MS,
    read: isStatus,
  };
}

/** `O`: starts what `D` has defined, and says that it has begun. The data of a read come on their own. Never sent twice. */
export const startDefined: H1Command<true> = {
  kind: 'action',
  key: STATUS_KEY,
  label: `O (${COMMAND_NAMES.O})`,
  bytes: encodeCommand({ is: 'plain', character: 'O' }),
  replyTimeoutMs: PARAMETER_MS,
  read: isStatus,
};

/** `x`: has no answer, so that it was written is all that is known. @param gapMs nothing else is said for so long, wall milliseconds */
export function abortWork(gapMs: number): H1Command<true> {
  const bytes = encodeCommand({ is: 'plain', character: 'x' });
  return {
    kind: 'action',
    key: STATUS_KEY,
    label: `x (${COMMAND_NAMES.x})`,
    bytes,
    legs: [{ bytes, answer: 'none', gapMs }],
    replyTimeoutMs: QUERY_MS,
    read: () => true,
  };
}

/**
 * Sets something. Nothing of it can be read back. What only prepares a movement or a read counts as not taken when its answer is missing,
 * because sending the same again has no effect of its own; the incubator's set point has one, so its outcome stays unknown.
 */
export function set(parameter: Parameter): H1Command<true> {
  const { to } = parameter;
  const lead = encodeCommand({ is: 'lead', character: to });
  const bytes = encodeParameter(parameter);
  return {
    kind: 'setpoint',
    key: STATUS_KEY,
    label: `${to} (${COMMAND_NAMES[to]})`,
    bytes: Uint8Array.from([...lead, ...bytes]),
    legs: [{ bytes: lead, accept: Uint8Array.of(ACK), answer: 'none', acceptTimeoutMs: QUERY_MS }, { bytes }],
    replyTimeoutMs: PARAMETER_MS,
    read: (message) => (to === 'D' && message.is === 'definition' ? true : isStatus(message)),
    readBack: async () => (to === 'g' ? 'unknown' : 'not_done'),
  };
}

function isStatus(message: SynergyH1Reply): true | undefined {
  return message.is === 'status' ? true : undefined;
}
