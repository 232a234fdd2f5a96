import type { CommandLine } from '../command-line';
import { addInit } from './init';
import { addInstruments } from './instruments';
import { addProtocols } from './protocols';

/** Every command, in the order of the help. */
export function addCommands(line: CommandLine): void {
  addInit(line);
  addInstruments(line);
  addProtocols(line);
}
