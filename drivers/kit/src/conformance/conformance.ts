import type { DriverReading, VerbCall } from '@labwright/domain';
import { CONFORMANCE_CASES, type ConformanceCase } from './cases';
import { Rig, type RigSubject } from './rig';

/** What the suite has to know of a driver and its virtual device. Fault names are those of the device's switches. */
export interface ConformanceSubject extends RigSubject {
  /** Each verb with the calls that make it possible and leave its state not yet reached. */
  readonly verbs: readonly { readonly before: readonly VerbCall[]; readonly call: VerbCall }[];
  /** A verb that waits long for its state, lab minutes. */
  readonly slow: { readonly before: readonly VerbCall[]; readonly call: VerbCall };
  /** A read whose value changes while `slow` is under way, and whether a reading is what the device measures now. */
  readonly read: { readonly call: VerbCall; fresh(readings: readonly DriverReading[], truth: ReturnType<Rig['device']['truth']>): boolean };
  /** True for bytes that change something at the device. */
  isSetCommand(written: string): boolean;
  readonly faults: Readonly<Partial<Record<FaultKind, string>>>;
  /** In which phase a silent device is noticed: `accept` on a wire that echoes or acknowledges. Default `reply`. */
  readonly silencePhase?: 'accept' | 'reply';
  /** Cases that make no sense on this wire, with the reason, which stands in the case's title. */
  readonly notApplicable?: Readonly<Partial<Record<ConformanceCase, string>>>;
}

type FaultKind = 'drop' | 'corrupt' | 'late' | 'split' | 'double' | 'junk' | 'unsolicited';

type Check = (rig: Rig, subject: ConformanceSubject) => Promise<void>;

/** @throws Error when the subject leaves a fault out without saying why */
function setFault(rig: Rig, subject: ConformanceSubject, kind: FaultKind, on: boolean): void {
  const name = subject.faults[kind];
  if (name === undefined) throw new Error(`the subject names no "${kind}" fault; name one, or say in notApplicable why there is none`);
  rig.device.setFault(name, on);
}

async function read(rig: Rig, subject: ConformanceSubject): Promise<readonly DriverReading[]> {
  return (await rig.time.run(rig.driver.check(subject.read.call, { origin: null, signal: rig.signal }))).readings;
}

/** Starts the slow verb and leaves it as soon as its set command is acknowledged. */
async function startSlow(rig: Rig, subject: ConformanceSubject): Promise<void> {
  await rig.performAll(subject.slow.before);
  const abort = new AbortController();
  const verb = rig.driver.perform(subject.slow.call, { origin: null, signal: abort.signal });
  await rig.time.advance(5_000);
  abort.abort();
  await rig.failure(verb);
}

const underFault =
  (fault: FaultKind): Check =>
  async (rig, subject) => {
    await rig.connect();
    setFault(rig, subject, fault, true);
    for (let again = 0; again < 3; again += 1) expect(await read(rig, subject)).not.toHaveLength(0);
    for (const { before, call } of subject.verbs) await rig.performAll([...before, call]);
    expect(rig.losses).toHaveLength(0);
  };

const CHECKS: Record<ConformanceCase, Check> = {
  'connects twice, and the second time answers from the same session': async (rig, subject) => {
    const first = await rig.time.run(rig.driver.connect());
    const writes = rig.written.length;
    const both = await rig.time.run(Promise.all([rig.driver.connect(), rig.driver.connect()]));
    expect(both).toEqual([first, first]);
    expect(first.serialNumber).toBe(subject.serialNumber);
    expect(rig.written).toHaveLength(writes);
  },
  'when something else answers, refuses it and names what answered': async (rig) => {
    rig.onHostBytes = () => {
      rig.line.send(Buffer.from('ok T:21.0 /21.0\r\n'));
      return false;
    };
    const error = await rig.failure(rig.driver.connect());
    expect(error.code).toBe('DRIVER_STATE_WRONG_INSTRUMENT');
    expect(error.message).toContain('ok T:21.0');
    expect(rig.time.pending).toBe(0);
  },
  'when the device stops answering, fails with an error that names instrument, url, command and time': async (rig, subject) => {
    await rig.connect();
    setFault(rig, subject, 'drop', true);
    const error = await rig.failure(rig.driver.check(subject.read.call, { origin: null, signal: rig.signal }));
    expect(error.code).toBe('DRIVER_TIMEOUT');
    const phase = subject.silencePhase ?? 'reply';
    expect(error.context).toMatchObject({ instrument: 'bench-instrument', url: 'memory://bench', phase, outcome: 'failed' });
    expect(error.message).toMatch(/^bench-instrument \(memory:\/\/bench\): no reply to \S+ in \d+ ms; is it switched on\?$/);
    setFault(rig, subject, 'drop', false);
    expect(await read(rig, subject)).not.toHaveLength(0);
  },
  'reads replies behind line noise': underFault('junk'),
  'reads replies that come in pieces': underFault('split'),
  'reads replies that come byte by byte': async (rig, subject) => {
    rig.line.shaping = 'bytes';
    await rig.connect();
    for (const { before, call } of subject.verbs) await rig.performAll([...before, call]);
  },
  'reads replies that come twice': underFault('double'),
  'when a reply is corrupted, asks again': async (rig, subject) => {
    await rig.connect();
    setFault(rig, subject, 'corrupt', true);
    expect(await read(rig, subject)).not.toHaveLength(0);
    expect(rig.answers.filter(({ answer }) => answer.outcome === 'failed')).toHaveLength(1);
  },
  'when a reply comes after its time-out, does not take it for the answer to the next command': async (rig, subject) => {
    await rig.connect();
    await startSlow(rig, subject);
    // Late throughout, and then healed while replies are still under way.
    setFault(rig, subject, 'late', true);
    expect((await rig.failure(rig.driver.check(subject.read.call, { origin: null, signal: rig.signal }))).code).toBe('DRIVER_TIMEOUT');
    setFault(rig, subject, 'late', false);
    for (let again = 0; again < 4; again += 1) expect(subject.read.fresh(await read(rig, subject), rig.device.truth())).toBe(true);
    // One reply late, everything after it prompt.
    setFault(rig, subject, 'late', true);
    const reading = rig.driver.check(subject.read.call, { origin: null, signal: rig.signal });
    await rig.time.advance(10);
    setFault(rig, subject, 'late', false);
    const { readings } = await rig.time.run(reading);
    expect(subject.read.fresh(readings, rig.device.truth())).toBe(true);
    for (let again = 0; again < 4; again += 1) expect(subject.read.fresh(await read(rig, subject), rig.device.truth())).toBe(true);
  },
  'passes an unsolicited error on as a notice, never as an answer': async (rig, subject) => {
    await underFault('unsolicited')(rig, subject);
    expect(rig.notices.some((notice) => notice.severity === 'error')).toBe(true);
  },
  'when unplugged in mid-command, ends the command and reports the loss once': async (rig, subject) => {
    await rig.connect();
    rig.onHostBytes = () => {
      rig.line.unplug();
      return false;
    };
    const error = await rig.failure(rig.driver.check(subject.read.call, { origin: null, signal: rig.signal }));
    expect(error.code).toBe('DRIVER_TRANSPORT_CLOSED');
    await rig.time.advance(60_000);
    expect(rig.losses).toHaveLength(1);
    expect(rig.time.pending).toBe(0);
    rig.onHostBytes = () => true;
    await rig.connect();
    expect(await read(rig, subject)).not.toHaveLength(0);
  },
  'when unplugged under a set command, says that its outcome is unknown': async (rig, subject) => {
    await rig.connect();
    await rig.performAll(subject.slow.before);
    rig.onHostBytes = (bytes) => {
      if (!subject.isSetCommand(Buffer.from(bytes).toString('latin1'))) return true;
      rig.line.unplug();
      return false;
    };
    const error = await rig.failure(rig.driver.perform(subject.slow.call, { origin: null, signal: rig.signal }));
    expect(error.context).toMatchObject({ outcome: 'unknown' });
    expect(rig.answers.at(-1)?.answer.outcome).toBe('unknown');
  },
  'when cancelled in mid-wait, ends with DRIVER_CANCELLED and leaves the line usable': async (rig, subject) => {
    await rig.connect();
    await rig.performAll(subject.slow.before);
    const abort = new AbortController();
    const verb = rig.driver.perform(subject.slow.call, { origin: null, signal: abort.signal });
    await rig.time.advance(20_000);
    abort.abort();
    const error = await rig.failure(verb);
    expect(error.code).toBe('DRIVER_CANCELLED');
    expect(rig.intents.every((intent) => rig.answers.some(({ intent: answered }) => answered === intent))).toBe(true);
    expect(await read(rig, subject)).not.toHaveLength(0);
  },
  'when cancelled before it began, sends nothing': async (rig, subject) => {
    await rig.connect();
    const writes = rig.written.length;
    const error = await rig.failure(rig.driver.perform(subject.slow.call, { origin: null, signal: AbortSignal.abort() }));
    expect(error.code).toBe('DRIVER_CANCELLED');
    expect(rig.written).toHaveLength(writes);
  },
  'when the state of a verb is there already, sends no set command': async (rig, subject) => {
    await rig.connect();
    for (const { before, call } of subject.verbs) {
      await rig.performAll([...before, call]);
      const sets = rig.written.filter((text) => subject.isSetCommand(text)).length;
      await rig.perform(call);
      expect({ verb: call.verb, sets: rig.written.filter((text) => subject.isSetCommand(text)).length }).toEqual({ verb: call.verb, sets });
      const check = await rig.time.run(rig.driver.check(call, { origin: null, signal: rig.signal }));
      expect({ verb: call.verb, holds: check.holds }).toEqual({ verb: call.verb, holds: true });
      const reconciled = await rig.time.run(rig.driver.reconcile(call, { origin: null, signal: rig.signal }));
      expect({ verb: call.verb, verdict: reconciled.verdict }).toEqual({ verb: call.verb, verdict: 'done' });
    }
  },
  'when the reply to a set command is lost, asks the device instead of sending it again': async (rig, subject) => {
    await rig.connect();
    for (const { before, call } of subject.verbs) {
      await rig.performAll(before);
      const sets = (): number => rig.written.filter((text) => subject.isSetCommand(text)).length;
      const already = sets();
      rig.onHostBytes = (bytes) => {
        // The device hears the command; only what it says before the host asks again is lost.
        setFault(rig, subject, 'drop', subject.isSetCommand(Buffer.from(bytes).toString('latin1')));
        return true;
      };
      await rig.perform(call);
      rig.onHostBytes = () => true;
      expect({ verb: call.verb, sent: sets() - already }).toEqual({ verb: call.verb, sent: 1 });
    }
  },
  'when the fence refuses, sends no byte': async (rig, subject) => {
    await rig.connect();
    await rig.performAll(subject.slow.before);
    const writes = rig.written.length;
    rig.writable = false;
    const error = await rig.failure(rig.driver.perform(subject.slow.call, { origin: null, signal: rig.signal }));
    expect(error.code).toBe('DRIVER_TRANSPORT_FENCED');
    expect(error.context).toMatchObject({ outcome: 'failed' });
    expect(rig.written).toHaveLength(writes);
  },
  'when the journal refuses the intent, sends no byte of the command': async (rig, subject) => {
    await rig.connect();
    await rig.performAll(subject.slow.before);
    const sets = rig.written.filter((text) => subject.isSetCommand(text)).length;
    rig.journalFailure = new Error('the lease is lost');
    const error = await rig.failure(rig.driver.perform(subject.slow.call, { origin: null, signal: rig.signal }));
    expect(error.message).toContain('the lease is lost');
    expect(rig.written.filter((text) => subject.isSetCommand(text))).toHaveLength(sets);
  },
  'records every set command before its first byte, and its answer': async (rig, subject) => {
    await rig.connect();
    rig.onHostBytes = (bytes) => {
      const text = Buffer.from(bytes).toString('latin1');
      // Of a command with several legs the first is written here.
      const intended = Buffer.from(rig.intents.at(-1)?.bytes ?? []).toString('latin1');
      if (subject.isSetCommand(text)) expect(intended.slice(0, text.length)).toBe(text);
      return true;
    };
    for (const { before, call } of subject.verbs) await rig.performAll([...before, call]);
    expect(rig.intents.length).toBeGreaterThan(0);
    expect(rig.answers.every(({ answer }) => answer.outcome === 'succeeded')).toBe(true);
    expect(rig.intents.filter((intent) => intent.kind === 'query')).toHaveLength(0);
  },
  'after three polls in a row without an answer, reports the loss once': async (rig, subject) => {
    await rig.connect();
    rig.driver.setPollMode('active');
    await rig.time.advance(2 * rig.driver.manifest.pollMs.active);
    expect(rig.readings.length).toBeGreaterThan(0);
    setFault(rig, subject, 'drop', true);
    await rig.time.advance(120_000);
    expect(rig.losses).toHaveLength(1);
    expect(rig.time.pending).toBe(0);
  },
  'close frees the port and leaves no timer': async (rig, subject) => {
    await rig.connect();
    const verb = rig.failure(
      rig.driver.check(subject.read.call, { origin: null, signal: rig.signal }).then(() => Promise.reject(new Error('answered'))),
    );
    await rig.driver.close();
    await verb;
    rig.device.dispose();
    await rig.time.settle();
    expect(rig.time.pending).toBe(0);
    expect(rig.losses).toHaveLength(0);
    await rig.driver.close();
    await expect(rig.driver.perform(subject.slow.call, { origin: null, signal: rig.signal })).rejects.toMatchObject({
      code: 'DRIVER_TRANSPORT_CLOSED',
    });
    // The device is gone, but the port is free: opening it again gets as far as the question.
    const again = rig.failure(rig.driver.connect());
    expect((await again).code).toBe('DRIVER_TIMEOUT');
  },
};

/** Defines the suite for one driver; its spec calls this. Needs jest's globals, so nothing at run time imports it. */
export function describeConformance(name: string, subject: ConformanceSubject): void {
  describe(`${name} keeps the driver contract`, () => {
    for (const title of CONFORMANCE_CASES) {
      const reason = subject.notApplicable?.[title];
      if (reason !== undefined) {
        it(`${title} [not applicable: ${reason}]`, () => expect(reason).toMatch(/\w+ \w+/));
        continue;
      }
      it(title, async () => {
        const rig = new Rig(subject);
        try {
          await CHECKS[title](rig, subject);
        } finally {
          await rig.end();
        }
        expect(rig.time.pending).toBe(0);
      });
    }
  });
}
