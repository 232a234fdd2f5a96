import { encodeParameter, LEAD_CHARACTERS, parseParameter, type LeadCharacter, type Parameter } from './parameter.protocol';

/*
 * The wire of the Agilent BioTek Synergy H1 and the Cytation 1 and 5, both directions, pure. A command is one character without an end.
 * Without a parameter the device answers `ACK data status ETX`; with one it answers ACK, takes the parameter and answers `data ETX`.
 * `x` has no answer at all, and a read has two: the reply to `O`, and the data when it is over. Source: PyLabRobot 598b58ff.
 * Parameters are in `parameter.protocol.ts` and `read-definition.protocol.ts`, answers in `reply.protocol.ts` and `data-body.protocol.ts`.
 */

/** Commands without a parameter. */
export const PLAIN_CHARACTERS = ['e', 'C', 'J', 'A', 'h', 'O', 'x'] as const;
export type PlainCharacter = (typeof PLAIN_CHARACTERS)[number];

/** What each character asks for, as people read it. */
export const COMMAND_NAMES: Readonly<Record<PlainCharacter | LeadCharacter, string>> = {
  e: 'firmware',
  C: 'serial number',
  J: 'carrier out',
  A: 'carrier in',
  h: 'temperature',
  O: 'start',
  x: 'abort',
  i: 'home',
  '&': 'carrier speed',
  g: 'incubator',
  y: 'plate geometry',
  t: 'focal height',
  D: 'read definition',
};

/** Everything that a host writes at once: a command's character, or the parameter that follows the device's ACK. */
export type SynergyH1Command =
  | { readonly is: 'plain'; readonly character: PlainCharacter }
  | { readonly is: 'lead'; readonly character: LeadCharacter }
  | { readonly is: 'parameter'; readonly parameter: Parameter };

export function encodeCommand(command: SynergyH1Command): Uint8Array {
  if (command.is === 'parameter') return encodeParameter(command.parameter);
  return Uint8Array.of(command.character.charCodeAt(0));
}

/**
 * What a host wrote, where nothing is known of what went before; null when it is nothing. A lone `x` is the abort, although `i` takes the
 * same byte as its parameter; every other parameter tells by its form for whom it is.
 */
export function parseCommand(bytes: Uint8Array): SynergyH1Command | null {
  if (bytes.length === 1) return parseCharacter(bytes[0] ?? 0);
  for (const to of LEAD_CHARACTERS) {
    const parameter = parseParameter(to, bytes);
    if (parameter) return { is: 'parameter', parameter };
  }
  return null;
}

/** One character in the place of a command; null when the device knows none such. */
export function parseCharacter(byte: number): SynergyH1Command | null {
  const character = String.fromCharCode(byte);
  const plain = PLAIN_CHARACTERS.find((known) => known === character);
  if (plain) return { is: 'plain', character: plain };
  const lead = LEAD_CHARACTERS.find((known) => known === character);
  return lead ? { is: 'lead', character: lead } : null;
}
