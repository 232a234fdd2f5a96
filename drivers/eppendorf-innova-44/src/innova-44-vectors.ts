import type { Fields, KeyRule, VectorAdapter } from '@drivers/kit';
import { parseCommand } from './command-grammar.protocol';
import { namedNumbers } from './columns.protocol';
import { encodeCommand, type Innova44Command } from './commands.protocol';
import { decodeReply, encodeReply, type Innova44Reply } from './innova-44.protocol';

/** Codes that the driver sends; the rest of the grammar is only parsed. It sends no LF either. */
const ISSUED: readonly string[] = ['RI', 'RP', 'RV', 'RS', 'CS', 'CT'];

/** The device has no error reply: what it does not know, it only echoes. */
const NOT_TAKEN = 'echo-only';

/** A host's line: CR at the end, an LF may follow. */
function parseLine(bytes: Uint8Array): Innova44Command | null {
  const [, text = '', lineFeed] = /^([^\r\n]+)\r(\n?)$/.exec(Buffer.from(bytes).toString('latin1')) ?? [];
  const command = parseCommand(text);
  return command && lineFeed ? { ...command, lineFeed: true } : command;
}

/** Flags count as 0 and 1, as on the wire; a speed and a lamp have the same name in a command, a profile and a measurement. */
function fieldsOf(values: object): Fields {
  const fields = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'boolean' ? Number(value) : value]),
  );
  const { code, on, rpm, grow, uv } = fields;
  return {
    ...(rpm === undefined ? {} : { speed: rpm }),
    ...(code === 'CL' ? { growLamp: on } : grow === undefined ? {} : { growLamp: grow }),
    ...(code === 'CU' ? { uvLamp: on } : uv === undefined ? {} : { uvLamp: uv }),
    ...fields,
  };
}

function commandFields(command: Innova44Command): Fields {
  return { ...fieldsOf(command), lineFeed: command.lineFeed === true };
}

function replyFields(reply: Innova44Reply): Fields {
  switch (reply.is) {
    case 'ready':
      return { ready: true, echo: false };
    case 'echo':
      return { ...commandFields(reply.command), echo: true };
    case 'numbers':
      return { ...commandFields(reply.command), ...fieldsOf(namedNumbers(reply.code, reply.cells)), echo: true };
    case 'words':
      return { ...commandFields(reply.command), text: reply.text, echo: true };
  }
}

const number = (field: string): KeyRule => ({ field, read: (raw) => Number(raw) });

/** Both ends of this wire for the vector checker. The key map is documented in the README. */
export const innova44Vectors: VectorAdapter<Innova44Command, Innova44Reply> = {
  instrument: 'New Brunswick / Eppendorf Innova 40/43/44 incubator shaker',
  deviceParse(bytes) {
    const command = parseLine(bytes);
    return command ? { accepted: true, command, fields: commandFields(command) } : { accepted: false, error: NOT_TAKEN };
  },
  driverEncode: (command) => (ISSUED.includes(command.code) && !command.lineFeed ? encodeCommand(command) : null),
  driverDecode(bytes) {
    const reply = decodeReply(bytes);
    return reply ? { reply, fields: replyFields(reply) } : { error: 'DRIVER_FRAME_INVALID' };
  },
  deviceEncode: encodeReply,
  keys: {
    command: { field: 'code' },
    code: { field: 'code' },
    accepted: { field: 'accepted' },
    echo: { field: 'echo' },
    rpm: number('rpm'),
    temperature: number('temperature'),
    temperature_c: number('temperature'),
    on: number('on'),
    profile: number('profile'),
    step: number('step'),
    hours: number('hours'),
    minutes: number('minutes'),
    seconds: number('seconds'),
    year: number('year'),
    month: number('month'),
    day: number('day'),
    weekday: number('weekday'),
    uv: number('uv'),
    grow: number('grow'),
    running: number('running'),
    speed_rpm: number('speed'),
    rh_percent: number('humidity'),
    co2_percent: number('co2'),
    grow_lamp: number('growLamp'),
    uv_lamp: number('uvLamp'),
  },
  notApplicable: () => null,
};
