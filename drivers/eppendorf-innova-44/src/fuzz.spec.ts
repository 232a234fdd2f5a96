import fc from 'fast-check';
import { verbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { parseCommand } from './command-grammar.protocol';
import { valueCells } from './columns.protocol';
import { commandText, encodeCommand, type Innova44Command } from './commands.protocol';
import { Innova44Device, innova44 } from './index';
import { decodeReply, encodeReply, type Innova44Reply } from './innova-44.protocol';

const subject = {
  module: innova44,
  makeDevice: (options: ConstructorParameters<typeof Innova44Device>[0]) => new Innova44Device(options),
  serialNumber: '',
};
const deci = fc.nat(9999).map((value) => value / 10);
const rpm = fc.nat(9999);
const profile = fc.integer({ min: 1, max: 4 });
const step = fc.integer({ min: 1, max: 15 });
const code = <C extends string>(value: C): fc.Arbitrary<C> => fc.constant(value);
const stepFields = {
  profile,
  step,
  temperature: deci,
  rpm,
  reserved: deci,
  hours: fc.nat(99),
  minutes: fc.nat(59),
  uv: fc.boolean(),
  grow: fc.boolean(),
};
const clock = {
  hours: fc.nat(23),
  minutes: fc.nat(59),
  seconds: fc.nat(59),
  year: fc.nat(99),
  month: fc.integer({ min: 1, max: 12 }),
  day: fc.integer({ min: 1, max: 31 }),
  weekday: fc.integer({ min: 1, max: 7 }),
};
const commands: fc.Arbitrary<Innova44Command> = fc.oneof(
  fc.record({ code: fc.constantFrom('RV', 'RS', 'RP', 'RI', 'PM', '?D') }),
  fc.record({ code: code('CS'), rpm }),
  fc.record({ code: code('CT'), temperature: deci }),
  fc.record({ code: fc.constantFrom('CL', 'CU'), on: fc.boolean() }),
  fc.record({ code: code('PW'), ...stepFields }),
  fc.record({ code: code('PR'), profile, step }),
  fc.record({ code: code('PC'), profile, step: fc.option(step) }),
  fc.record({ code: code('PS'), profile, step: fc.option(step) }),
  fc.record({ code: code('PS'), profile: fc.constant(null), step: fc.constant(null) }),
  fc.record({ code: code('=D'), ...clock }),
);
const cells = fc
  .record({
    speed: rpm,
    temperature: deci,
    humidity: deci,
    co2: deci,
    growLamp: fc.nat(1),
    uvLamp: fc.nat(1),
  })
  .map(valueCells);
const replies: fc.Arbitrary<Innova44Reply> = fc.oneof(
  commands.map((command) => ({ is: 'echo', command }) as const),
  fc
    .record({ code: fc.constantFrom('RV', 'RS'), cells, separator: fc.constantFrom('\t', ' ') })
    .map((data) => ({ is: 'numbers', ...data, command: { code: data.code } }) as const),
  fc
    .record({ code: fc.constantFrom('RP', 'RI'), text: fc.stringMatching(/^[A-Za-z0-9.%][A-Za-z0-9.% \t]{0,40}$/) })
    .map((data) => ({ is: 'words', ...data, command: { code: data.code } }) as const),
);

describe('random input', () => {
  it('the device reads every command as the host writes it', () => {
    fc.assert(fc.property(commands, (command) => expect(parseCommand(commandText(command))).toEqual(command)));
  });

  it('the driver reads what the device writes', () => {
    fc.assert(fc.property(replies, (reply) => expect(decodeReply(encodeReply(reply))).toEqual(reply)));
  });

  it('neither end throws for any bytes, and no cut line is taken for a whole one', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => void decodeReply(bytes)));
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => void parseCommand(text)));
    fc.assert(fc.property(fc.stringMatching(/^[CLPRSTUVW=?D0-9. ]*$/), (text) => void parseCommand(text)));
    fc.assert(
      fc.property(replies, fc.nat(), (reply, cut) => {
        const bytes = encodeReply(reply);
        const echo = reply.is === 'ready' ? 0 : encodeCommand(reply.command).length;
        const found = decodeReply(bytes.slice(0, cut % bytes.length));
        // The echo alone is whole: the leg of its command knows that a line follows.
        if (cut % bytes.length !== echo) expect(found).toBeNull();
      }),
    );
  });

  it('the driver survives cut, flipped and missing bytes, and reads true values once the line is clean again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ flip: fc.nat(3), bit: fc.nat(7), drop: fc.boolean() }), { minLength: 1, maxLength: 12 }),
        fc.nat(20),
        async (damage, from) => {
          const rig = new Rig(subject);
          try {
            await rig.connect();
            const clean = rig.line.send.bind(rig.line);
            let next = -from;
            rig.line.send = (bytes) => {
              const hurt = damage[next];
              next += 1;
              if (!hurt) return clean(bytes);
              if (!hurt.drop)
                clean(Uint8Array.from(bytes, (byte, index) => (index === hurt.flip % bytes.length ? byte ^ (1 << hurt.bit) : byte)));
            };
            const call = verbCall('ensureStopped');
            const warm = verbCall('ensureTemperature', { target: 25 });
            for (let again = 0; again < 4; again += 1) {
              await rig.time.run(
                rig.driver
                  .check(call, { origin: null, signal: rig.signal })
                  .catch((error: { code?: string }) => expect(error.code).toMatch(/^DRIVER_/)),
              );
            }
            next = damage.length;
            await rig.time.advance(10_000);
            if (rig.losses.length > 0) await rig.connect();
            const { readings } = await rig.time.run(rig.driver.check(warm, { origin: null, signal: rig.signal }));
            expect(Math.abs((readings[0]?.value ?? NaN) - 25)).toBeLessThan(0.15);
          } finally {
            await rig.end();
          }
          expect(rig.time.pending).toBe(0);
        },
      ),
      { numRuns: 60, seed: 20260101 },
    );
  });
});
