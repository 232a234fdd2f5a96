import fc from 'fast-check';
import { verbCall } from '@labwright/domain';
import { Rig } from '../../kit/src/conformance/rig';
import { HeaterShakerDevice, heaterShaker } from './index';
import { decodeReply, encodeReply, type HeaterShakerReply } from './heater-shaker.protocol';

const subject = {
  module: heaterShaker,
  makeDevice: (options: ConstructorParameters<typeof HeaterShakerDevice>[0]) => new HeaterShakerDevice(options),
  serialNumber: 'SIM1',
};
const centi = fc.integer({ min: -2000, max: 12000 }).map((value) => value / 100);
const word = fc.stringMatching(/^[A-Za-z0-9._-]{1,20}$/);
const replies: fc.Arbitrary<HeaterShakerReply> = fc.oneof(
  fc.record({ is: fc.constant('temperature' as const), code: fc.constant('M105' as const), current: centi, target: fc.option(centi) }),
  fc.record({ is: fc.constant('speed' as const), code: fc.constant('M123' as const), current: fc.nat(4000), target: fc.nat(4000) }),
  fc.record({
    is: fc.constant('identity' as const),
    code: fc.constant('M115' as const),
    firmware: word,
    hardware: word,
    serialNumber: word,
  }),
);

describe('random input', () => {
  it('the decoder reads what the encoder writes', () => {
    fc.assert(fc.property(replies, (reply) => expect(decodeReply(encodeReply(reply))).toEqual(reply)));
  });

  it('the decoder throws for no bytes, and takes no truncated reply for a whole one', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 120 }), (bytes) => void decodeReply(bytes)));
    fc.assert(
      fc.property(replies, fc.nat(), (reply, cut) => {
        const bytes = encodeReply(reply);
        expect(decodeReply(bytes.slice(0, cut % (bytes.length - 1)))).toBeNull();
      }),
    );
  });

  it('the driver survives cut, flipped and missing bytes, and reads true values once the line is clean again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ cut: fc.nat(30), flip: fc.nat(30), bit: fc.nat(7), drop: fc.boolean() }), { minLength: 1, maxLength: 8 }),
        async (damage) => {
          const rig = new Rig(subject);
          try {
            await rig.connect();
            const clean = rig.line.send.bind(rig.line);
            let next = 0;
            rig.line.send = (bytes) => {
              const hurt = damage[next];
              next += 1;
              if (!hurt) return clean(bytes);
              const bad = Uint8Array.from(bytes, (byte, index) => (index === hurt.flip ? byte ^ (1 << hurt.bit) : byte));
              clean(bad.slice(0, hurt.cut));
              if (!hurt.drop) clean(bad.slice(hurt.cut));
            };
            const call = verbCall('ensureTemperatureOff');
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
            const { readings } = await rig.time.run(rig.driver.check(call, { origin: null, signal: rig.signal }));
            expect(Math.abs((readings[0]?.value ?? NaN) - 25)).toBeLessThan(0.1);
          } finally {
            await rig.end();
          }
          expect(rig.time.pending).toBe(0);
        },
      ),
      { numRuns: 40, seed: 20260101 },
    );
  });
});
