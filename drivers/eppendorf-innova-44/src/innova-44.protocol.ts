import { parseCommand } from './command-grammar.protocol';
import { encodeCommand, type Innova44Command } from './commands.protocol';

/*
 * The wire of the New Brunswick / Eppendorf Innova 40, 43 and 44, both directions, pure. ASCII, 8N1. The device returns every character
 * of a command as it comes; a command ends in CR, and an LF may follow. A command that changes something has no other answer, not even
 * for a value out of range. A query's answer follows the echo: arguments separated by TAB or space, ended by CR LF. At power-up the
 * device says OK CR LF. Source: Eppendorf user manuals of the Innova 44 (pages 65 to 68) and 43 (page 76); README.
 */

/** Queries whose answer is numbers, with how many of them: at least, at most. The Innova 43 manual speaks of seven values. */
const NUMBERS = { RV: [6, 8], RS: [6, 8], PR: [9, 9], PM: [3, 3], '?D': [7, 7] } as const;
/** Queries whose answer is words. */
const WORDS = ['RP', 'RI'] as const;
export type NumbersQuery = keyof typeof NUMBERS;
export type WordsQuery = (typeof WORDS)[number];

/** The line behind the echo of a query. */
export type Data =
  | { readonly is: 'numbers'; readonly code: NumbersQuery; readonly cells: readonly string[]; readonly separator: '\t' | ' ' }
  | { readonly is: 'words'; readonly code: WordsQuery; readonly text: string };

/** Everything that the device says. Numbers stay as they are written; `columns.protocol.ts` says what they mean. */
export type Innova44Reply =
  /** The whole answer to a command that changes something. */
  | { readonly is: 'echo'; readonly command: Innova44Command }
  /** The power-up line. */
  | { readonly is: 'ready' }
  | (Data & { readonly command: Innova44Command });

/** Bytes of the longest line: nine names of a column, or the versions. */
export const MAX_LINE_LENGTH = 256;

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** A whole answer, echo first. */
export function encodeReply(reply: Innova44Reply): Uint8Array {
  switch (reply.is) {
    case 'ready':
      return ascii('OK\r\n');
    case 'echo':
      return encodeCommand(reply.command);
    case 'numbers':
      return Uint8Array.from([...encodeCommand(reply.command), ...encodeData(reply)]);
    case 'words':
      return Uint8Array.from([...encodeCommand(reply.command), ...encodeData(reply)]);
  }
}

/** What follows the echo of a query. */
export function encodeData(data: Data): Uint8Array {
  return ascii(`${data.is === 'numbers' ? data.cells.join(data.separator) : data.text}\r\n`);
}

const CELL = /^-?\d{1,4}(?:\.\d{1,3})?$/;

/** A whole answer, echo first, or the power-up line; null when it makes no sense. Nothing is corrected: the wire has no checksum. */
export function decodeReply(bytes: Uint8Array): Innova44Reply | null {
  const text = Buffer.from(bytes).toString('latin1');
  if (text === 'OK\r\n') return { is: 'ready' };
  const [, said = '', lineFeed, rest = ''] = /^([^\r\n]*)\r(\n?)([^]*)$/.exec(text) ?? [];
  const parsed = parseCommand(said);
  if (!parsed) return null;
  const command: Innova44Command = lineFeed ? { ...parsed, lineFeed: true } : parsed;
  if (rest === '') return { is: 'echo', command };
  const line = /^([\x20-\x7e\t]+)\r\n$/.exec(rest)?.[1];
  return line === undefined ? null : decodeLine(command, line);
}

function decodeLine(command: Innova44Command, line: string): Innova44Reply | null {
  const words = WORDS.find((code) => code === command.code);
  if (words) return line.trim() === '' ? null : { is: 'words', code: words, command, text: line };
  const code = command.code as NumbersQuery;
  if (!(code in NUMBERS)) return null;
  const [least, most] = NUMBERS[code];
  const separator = line.includes('\t') ? '\t' : ' ';
  const cells = line.split(separator);
  if (cells.length < least || cells.length > most || !cells.every((cell) => CELL.test(cell))) return null;
  return { is: 'numbers', code, command, cells, separator };
}
