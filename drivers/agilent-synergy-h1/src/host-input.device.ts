import { parameterLength, endsInEtx, parseParameter, type LeadCharacter, type Parameter } from './parameter.protocol';
import { ETX } from './reply.protocol';
import { parseCharacter, type PlainCharacter } from './synergy-h1.protocol';

/** What the device makes of the next bytes. */
export type HostInput =
  | { readonly is: 'plain'; readonly character: PlainCharacter }
  /** The device has to say ACK; the parameter follows. */
  | { readonly is: 'lead'; readonly character: LeadCharacter }
  | { readonly is: 'parameter'; readonly parameter: Parameter }
  | { readonly is: 'refused'; readonly why: 'character' | 'parameter' };

/**
 * The device's ear: takes bytes one by one, as they trickle in, and says when a command or a parameter is whole. Modes: waiting for a
 * character <-> waiting for the parameter of `lead`. Parameters have known lengths, so an ETX that follows one is left out when it comes.
 */
export class HostInputReader {
  private lead: LeadCharacter | null = null;
  private pending: number[] = [];

  /** True while a parameter is awaited. */
  get wantsParameter(): boolean {
    return this.lead !== null;
  }

  push(byte: number): HostInput | null {
    if (this.lead === null) return this.command(byte);
    this.pending.push(byte);
    return this.parameter(this.lead);
  }

  reset(): void {
    this.lead = null;
    this.pending = [];
  }

  private command(byte: number): HostInput | null {
    if (byte === ETX) return null;
    const command = parseCharacter(byte);
    if (command?.is === 'plain') return { is: 'plain', character: command.character };
    if (command?.is !== 'lead') return { is: 'refused', why: 'character' };
    this.lead = command.character;
    return { is: 'lead', character: command.character };
  }

  private parameter(lead: LeadCharacter): HostInput | null {
    const bytes = Uint8Array.from(this.pending);
    const length = parameterLength(lead, bytes);
    if (length === null || bytes.length < length) return null;
    this.reset();
    const whole = endsInEtx(lead, bytes) ? Uint8Array.from([...bytes, ETX]) : bytes;
    const parameter = parseParameter(lead, whole);
    return parameter ? { is: 'parameter', parameter } : { is: 'refused', why: 'parameter' };
  }
}
