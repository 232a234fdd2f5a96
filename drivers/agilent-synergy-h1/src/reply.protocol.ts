import { decodeBody, encodeBody, type DataBody } from './data-body.protocol';

/*
 * What the device says: ACK when it takes a command, data, and ETX. The data ends in a status of four characters, `0000` for success.
 * Source: PyLabRobot 598b58ff, `agilent/biotek/biotek_tests.py`.
 */

export const ACK = 0x06;
export const ETX = 0x03;
/** Nothing is wrong. Every other status is an error whose table is not public. */
export const STATUS_OK = '0000';

/** Everything that the device says. `acknowledged`: the ACK stands in front, as it does unless a parameter lay in between. */
export type SynergyH1Reply =
  /** ACK alone: the device waits for the parameter. */
  | { readonly is: 'ready' }
  /** `status` is empty where the device says nothing but ETX. */
  | { readonly is: 'status'; readonly acknowledged: boolean; readonly status: string }
  /** `text` is everything between ACK and ETX: part number of the firmware, version, status. */
  | { readonly is: 'identity'; readonly text: string }
  | { readonly is: 'serial_number'; readonly serialNumber: string; readonly status: string }
  /** Cel times 100000. The last four digits have been zeros wherever this was seen and may well be a status. */
  | { readonly is: 'temperature'; readonly digits: string }
  /** Reply to a read definition. Its meaning is not public; the last four digits look like a status. */
  | { readonly is: 'definition'; readonly acknowledged: boolean; readonly digits: string }
  | { readonly is: 'body'; readonly body: DataBody };

const SERIAL_NUMBER_LENGTH = 16;

export function encodeReply(reply: SynergyH1Reply): Uint8Array {
  switch (reply.is) {
    case 'ready':
      return Uint8Array.of(ACK);
    case 'status':
      return framed(reply.acknowledged, reply.status);
    case 'identity':
      return framed(true, reply.text);
    case 'serial_number':
      return framed(true, reply.serialNumber.padEnd(SERIAL_NUMBER_LENGTH) + reply.status);
    case 'temperature':
      return framed(true, reply.digits);
    case 'definition':
      return framed(reply.acknowledged, reply.digits);
    case 'body':
      return encodeBody(reply.body);
  }
}

/** One whole reply by its form alone, or null when it makes no sense. */
export function decodeReply(bytes: Uint8Array): SynergyH1Reply | null {
  if (bytes.length === 1 && bytes[0] === ACK) return { is: 'ready' };
  if (bytes.at(-1) !== ETX) return null;
  const acknowledged = bytes[0] === ACK;
  const text = Buffer.from(bytes.slice(acknowledged ? 1 : 0, -1)).toString('latin1');
  if (/^(?:[0-9A-Za-z]{4})?$/.test(text)) return { is: 'status', acknowledged, status: text };
  if (/^\d{30,40}$/.test(text)) return { is: 'definition', acknowledged, digits: text };
  if (!acknowledged) {
    const found = decodeBody(bytes);
    return 'body' in found ? { is: 'body', body: found.body } : null;
  }
  if (/^[\x20-\x7e]*Version[\x20-\x7e]*$/.test(text) && identityParts({ text })) return { is: 'identity', text };
  if (/^\d{5,9}$/.test(text)) return { is: 'temperature', digits: text };
  const serial = /^([\x21-\x7e]+) *([0-9A-Za-z]{4})$/.exec(text.length >= SERIAL_NUMBER_LENGTH + 4 ? text : '');
  return serial ? { is: 'serial_number', serialNumber: text.slice(0, -4).trimEnd(), status: text.slice(-4) } : null;
}

/** Part number of the instrument's firmware, its version and the status, or null when the text has none. */
export function identityParts(reply: { readonly text: string }): { partNumber: string; firmware: string; status: string } | null {
  const match = /^(\S+) +Version (\S+) +([0-9A-Za-z]{4})$/.exec(reply.text);
  return match ? { partNumber: match[1] ?? '', firmware: match[2] ?? '', status: match[3] ?? '' } : null;
}

/** `1650200  Version 1.04   0000`. */
export function identityText(partNumber: string, firmware: string, status: string): string {
  return `${partNumber}  Version ${firmware}   ${status}`;
}

/** Cel. */
export function temperatureOf(digits: string): number {
  return Number(digits) / 100_000;
}

/** The device reports tenths of a degree. @param temperature Cel */
export function temperatureDigits(temperature: number): string {
  return String(Math.max(0, Math.round(temperature * 10)) * 10_000);
}

function framed(acknowledged: boolean, text: string): Uint8Array {
  return Uint8Array.from([...(acknowledged ? [ACK] : []), ...Buffer.from(text, 'latin1'), ETX]);
}
