import type { Classified, Command, LineProtocol, Probe, ReadBack } from '@drivers/kit';
import { deviceFault } from './heater-shaker.errors';
import {
  commandText,
  decodeReply,
  encodeCommand,
  LatchStatus,
  MAX_LINE_LENGTH,
  type HeaterShakerCommand,
  type HeaterShakerReply,
} from './heater-shaker.protocol';

type Reply<K extends HeaterShakerReply['is']> = Extract<HeaterShakerReply, { is: K }>;
type HsCommand<R> = Command<HeaterShakerReply, R>;

/** Wall milliseconds from a query to its reply. */
const QUERY_MS = 2000;
/** The firmware waits up to 2 s before it acknowledges a speed. */
const SPEED_MS = 6000;
/** Deceleration from 3000 rpm, homing and the wait after it come to 7 s. */
const HOME_MS = 20_000;
/** The firmware gives up on the latch after 5 s. */
const LATCH_MS = 10_000;
/** A barrier only has to show that the device is there. */
const BARRIER_MS = 1000;
/** Set points are rounded to two places on the wire, Cel. */
const TARGET_RESOLUTION = 0.006;

/** How the session reads the lines of this instrument. */
export const lineProtocol: LineProtocol<HeaterShakerReply> = {
  lineEnd: 'lf',
  maxLineLength: MAX_LINE_LENGTH,
  classify(line): Classified<HeaterShakerReply> {
    const reply = decodeReply(line);
    if (!reply) return { is: 'garbage' };
    if (reply.is !== 'error') return { is: 'reply', key: reply.code, message: reply };
    const fault = deviceFault(reply.number, reply.text);
    return reply.unsolicited
      ? { is: 'notice', notice: { severity: 'error', text: `${fault.vendorCode}:${reply.text}` } }
      : { is: 'fault', fault };
  },
};

function query<K extends HeaterShakerReply['is']>(
  code: 'M105' | 'M123' | 'M241' | 'M115',
  is: K,
  replyTimeoutMs = QUERY_MS,
): HsCommand<Reply<K>> {
  return {
    kind: 'query',
    key: code,
    label: code,
    bytes: encodeCommand({ code }),
    replyTimeoutMs,
    read: (message) => (message.is === is ? (message as Reply<K>) : undefined),
  };
}

function change(
  kind: 'setpoint' | 'action',
  command: HeaterShakerCommand,
  replyTimeoutMs: number,
  deferred: boolean,
  readBack: (probe: Probe<HeaterShakerReply>) => Promise<ReadBack>,
): HsCommand<true> {
  return {
    kind,
    key: command.code,
    label: commandText(command),
    bytes: encodeCommand(command),
    replyTimeoutMs,
    deferred,
    read: (message) => (message.is === 'ack' && message.code === command.code ? true : undefined),
    readBack,
    whenReadBack: true,
  };
}

export const readTemperature = query('M105', 'temperature');
export const readSpeed = query('M123', 'speed');
export const readLatch = query('M241', 'latch');
export const readIdentity = query('M115', 'identity');

/** The motor task is the only one that can lag behind, so its latch query goes first. Neither of the two is ever refused. */
export const barriers: readonly HsCommand<unknown>[] = [query('M241', 'latch', BARRIER_MS), query('M115', 'identity', BARRIER_MS)];

/** True when two set points, Cel or off, are the same on the wire. */
export function sameTarget(a: number | null, b: number | null): boolean {
  return a === b || (a !== null && b !== null && Math.abs(a - b) < TARGET_RESOLUTION);
}

/** M104. @param target Cel */
export function setTemperature(target: number): HsCommand<true> {
  return change('setpoint', { code: 'M104', temperature: target }, QUERY_MS, false, async (probe) =>
    sameTarget((await probe(readTemperature)).target, target) ? 'done' : 'not_done',
  );
}

/** M106. */
export const heaterOff = change('setpoint', { code: 'M106' }, QUERY_MS, false, async (probe) =>
  (await probe(readTemperature)).target === null ? 'done' : 'not_done',
);

/** M3. @param speed rpm */
export function setSpeed(speed: number): HsCommand<true> {
  return change('setpoint', { code: 'M3', rpm: speed }, SPEED_MS, true, async (probe) =>
    (await probe(readSpeed)).target === speed ? 'done' : 'not_done',
  );
}

/**
 * G28. Its reply comes when the plate is home. While it homes the device reports the old set point and a turning plate, so only a
 * plate at rest says something; a plate that still turns may be on its way home.
 */
export const home = change('action', { code: 'G28' }, HOME_MS, true, async (probe) => {
  const speed = await probe(readSpeed);
  return speed.target === 0 && speed.current === 0 ? 'done' : 'unknown';
});

function latchCommand(code: 'M242' | 'M243', reached: LatchStatus, before: LatchStatus): HsCommand<true> {
  return change('action', { code }, LATCH_MS, true, async (probe) => {
    const { status } = await probe(readLatch);
    return status === reached ? 'done' : status === before ? 'not_done' : 'unknown';
  });
}

/** M242. Its reply comes when the latch is open. */
export const openLatch = latchCommand('M242', LatchStatus.idleOpen, LatchStatus.idleClosed);
/** M243. Its reply comes when the latch is closed. */
export const closeLatch = latchCommand('M243', LatchStatus.idleClosed, LatchStatus.idleOpen);
