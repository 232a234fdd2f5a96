import { LineFramer, type Asked, type Classified, type Command, type Probe, type ReadBack, type WireProtocol } from '@drivers/kit';
import { valuesOf, type Columns, type Values } from './columns.protocol';
import { commandText, encodeCommand, type Innova44Command } from './commands.protocol';
import { TROUBLES } from './innova-44.errors';
import { decodeReply, MAX_LINE_LENGTH, type Innova44Reply } from './innova-44.protocol';

type InnovaCommand<R> = Command<Innova44Reply, R>;

/** Wall milliseconds from the echo to the end of the data line. Not documented; a line takes 70 ms at 9600 baud. */
const REPLY_MS = 2000;
/** Set points have one place on the wire, Cel. */
const TARGET_RESOLUTION = 0.06;

/** How the session reads this wire: the echo is awaited by the command's leg, and the line behind it names nothing by itself. */
export const innova44Wire: WireProtocol<Innova44Reply> = {
  framer: () => new LineFramer('crlf', MAX_LINE_LENGTH),
  flush: 'open',
  isNoise: (byte) => byte >= 0x80 || byte === 0,
  classify(bytes, asked: Asked | null): Classified<Innova44Reply> {
    const reply = decodeReply(bytes);
    if (reply?.is === 'ready' || (asked && saysOk(bytes)))
      return { is: 'notice', notice: { severity: 'error', text: TROUBLES.restarted.text } };
    if (!reply) return { is: 'garbage' };
    return { is: 'reply', key: reply.command.code, message: reply };
  },
};

/** True for the power-up line, also behind the echo of a command that it interrupted. */
export function saysOk(bytes: Uint8Array): boolean {
  return /(?:^|\r)OK\r\n$/.test(Buffer.from(bytes).toString('latin1'));
}

function said(command: Innova44Command): Pick<InnovaCommand<never>, 'key' | 'label' | 'bytes'> {
  return { key: command.code, label: commandText(command), bytes: encodeCommand(command) };
}

function query<R>(code: 'RV' | 'RS' | 'RP' | 'RI', read: (message: Innova44Reply) => R | undefined): InnovaCommand<R> {
  const command = said({ code });
  return { ...command, kind: 'query', legs: [{ bytes: command.bytes, accept: command.bytes }], replyTimeoutMs: REPLY_MS, read };
}

function setpoint(command: Innova44Command, readBack: (probe: Probe<Innova44Reply>) => Promise<ReadBack>): InnovaCommand<true> {
  const { key, label, bytes } = said(command);
  return {
    kind: 'setpoint',
    key,
    label,
    bytes,
    legs: [{ bytes, accept: bytes, answer: 'none' }],
    replyTimeoutMs: REPLY_MS,
    read: (message) => (message.is === 'echo' ? true : undefined),
    readBack,
    whenReadBack: true,
  };
}

/** RI. Versions of display and control module, with the device's own white space made single spaces. */
export const readVersions = query('RI', (message) => (message.is === 'words' ? message.text.trim().replace(/\s+/g, ' ') : undefined));

/** RP. The header as the device writes it. */
export const readHeader = query('RP', (message) => (message.is === 'words' ? message.text : undefined));

/** RV or RS. */
export function readValues(code: 'RV' | 'RS', columns: Columns): InnovaCommand<Values> {
  return query(code, (message) =>
    message.is === 'numbers' && message.code === code ? (valuesOf(message.cells, columns) ?? undefined) : undefined,
  );
}

/** True when two temperature set points, Cel, are the same on the wire. */
export function sameTarget(a: number, b: number): boolean {
  return Math.abs(a - b) < TARGET_RESOLUTION;
}

/** CT. @param target Cel, one place */
export function setTemperature(target: number, columns: Columns): InnovaCommand<true> {
  return setpoint({ code: 'CT', temperature: target }, async (probe) =>
    sameTarget((await probe(readValues('RS', columns))).temperature, target) ? 'done' : 'not_done',
  );
}

/** CS. @param speed whole rpm; 0 stops the drive, which the manual does not say in so many words (README) */
export function setSpeed(speed: number, columns: Columns): InnovaCommand<true> {
  return setpoint({ code: 'CS', rpm: speed }, async (probe) =>
    (await probe(readValues('RS', columns))).speed === speed ? 'done' : 'not_done',
  );
}
