import type { VerbCall } from '@labwright/domain';
import { MQTT_CONFORMANCE_CASES, type MqttConformanceCase } from './mqtt-cases';
import { MqttRig, type MqttRigSubject } from './mqtt-rig';

/** What the suite has to know of a driver and its virtual device. Fault names are those of the device's switches. */
export interface MqttConformanceSubject extends MqttRigSubject {
  /** Each verb with the calls that leave its state not yet reached. */
  readonly verbs: readonly { readonly before: readonly VerbCall[]; readonly call: VerbCall }[];
  /** A verb that waits minutes for its state. */
  readonly slow: VerbCall;
  /** A set point that can be changed twice while its job runs, and the topic that shows it. */
  readonly setPoint: { readonly first: VerbCall; readonly second: VerbCall; readonly topic: string };
  readonly faults: Readonly<Record<'drop' | 'double' | 'reorder' | 'lateLastWill' | 'jobLost', string>>;
}

type Check = (rig: MqttRig, subject: MqttConformanceSubject) => Promise<void>;
const options = (rig: MqttRig): { origin: null; signal: AbortSignal } => ({ origin: null, signal: rig.signal });

/** Starts the slow verb and lets it get to its wait. */
async function startSlow(rig: MqttRig, subject: MqttConformanceSubject, signal = rig.signal): Promise<Promise<unknown>[]> {
  await rig.connect();
  const verb = rig.driver.perform(subject.slow, { origin: null, signal });
  verb.catch(() => undefined);
  await rig.time.advance(20_000);
  return [verb];
}

const underFault =
  (fault: 'double' | 'reorder'): Check =>
  async (rig, subject) => {
    await rig.connect();
    rig.device.setFault(subject.faults[fault], true);
    for (const { before, call } of subject.verbs) await rig.performAll([...before, call]);
    const raws = rig.readings.filter(({ raw }) => raw.length > 0).map(({ raw }) => Buffer.from(raw).toString());
    expect(new Set(raws).size).toBe(raws.length);
    expect(rig.losses).toHaveLength(0);
  };

const CHECKS: Record<MqttConformanceCase, Check> = {
  'connects twice, and the second time answers from the same session': async (rig, subject) => {
    await rig.time.settle();
    const first = await rig.time.run(rig.driver.connect());
    const asked = rig.requests.length;
    expect(await rig.time.run(Promise.all([rig.driver.connect(), rig.driver.connect()]))).toEqual([first, first]);
    expect(first.serialNumber).toBe(subject.serialNumber);
    expect(rig.requests).toHaveLength(asked);
  },
  'when something else answers, refuses it and names what answered': async (rig) => {
    rig.onRequest = async () => ({ status: 200, body: '<html>a printer</html>' });
    const error = await rig.failure(rig.driver.connect());
    expect(error.code).toBe('DRIVER_STATE_WRONG_INSTRUMENT');
    expect(error.message).toContain('a printer');
  },
  'when the broker is away at the start, says so, and connects once it is there': async (rig) => {
    rig.broker.setAway(true);
    const error = await rig.failure(rig.driver.connect());
    expect(error).toMatchObject({ code: 'DRIVER_TRANSPORT_NOT_FOUND', retry: 'safe', context: { outcome: 'failed' } });
    rig.broker.setAway(false);
    await rig.time.advance(2_000);
    await rig.connect();
    expect(rig.losses).toHaveLength(0);
  },
  'when the device stops answering, fails with an error that names instrument, url, command and time': async (rig, subject) => {
    await rig.connect();
    rig.device.setFault(subject.faults.drop, true);
    const error = await rig.failure(rig.driver.check(subject.slow, options(rig)));
    expect(error.code).toBe('DRIVER_TIMEOUT');
    expect(error.context).toMatchObject({
      instrument: 'bench-instrument',
      url: 'mqtt://bench/pioreactor',
      phase: 'reply',
      outcome: 'failed',
    });
    expect(error.message).toMatch(/^bench-instrument \(mqtt:\/\/bench\/pioreactor\): no reply to \S+ in \d+ ms; is it switched on\?$/);
    rig.device.setFault(subject.faults.drop, false);
    await rig.time.run(rig.driver.check(subject.slow, options(rig)));
  },
  'reads replies that come twice': underFault('double'),
  'reads replies that come out of order': underFault('reorder'),
  'does not take a retained value for the echo of a command': async (rig, subject) => {
    await rig.connect();
    await rig.perform(subject.setPoint.first);
    rig.broker.shape = ({ clientId, topic, retained }) =>
      clientId.startsWith('labwright') && topic === subject.setPoint.topic && !retained ? [8_000] : [0];
    const verb = rig.driver.perform(subject.setPoint.second, options(rig));
    verb.catch(() => undefined);
    await rig.time.advance(4_000);
    expect(rig.answers.filter(({ intent }) => intent.label.includes('='))).toHaveLength(0);
    await rig.driver.close();
    await rig.failure(verb);
  },
  'when the broker goes and comes back in mid-wait, reaches the state all the same': async (rig, subject) => {
    const [verb] = await startSlow(rig, subject);
    rig.broker.setAway(true);
    await rig.time.advance(3_000);
    rig.broker.restart();
    rig.broker.setAway(false);
    await rig.time.run(verb ?? Promise.reject(new Error('no verb')));
    expect(rig.losses).toHaveLength(0);
  },
  'while the broker is away, publishes nothing that could arrive later': async (rig, subject) => {
    await rig.connect();
    await rig.perform(subject.setPoint.first);
    const sent = rig.sent.length;
    rig.broker.setAway(true);
    const error = await rig.failure(rig.driver.perform(subject.setPoint.second, options(rig)));
    expect(error).toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED', context: { outcome: 'failed' } });
    rig.broker.setAway(false);
    await rig.time.advance(5_000);
    expect(rig.sent).toHaveLength(sent);
  },
  'when the broker stays away, reports the loss once': async (rig) => {
    await rig.connect();
    rig.broker.setAway(true);
    await rig.time.advance(60_000);
    expect(rig.losses).toHaveLength(1);
    rig.broker.setAway(false);
    await rig.time.advance(5_000);
    await rig.connect();
  },
  'when a late last will of a job that runs comes, goes on': async (rig, subject) => {
    const [verb] = await startSlow(rig, subject);
    rig.device.setFault(subject.faults.lateLastWill, true);
    await rig.time.run(verb ?? Promise.reject(new Error('no verb')));
    expect(rig.losses).toHaveLength(0);
  },
  'when a job is lost in mid-wait, says so after three seconds': async (rig, subject) => {
    const [verb] = await startSlow(rig, subject);
    const begun = rig.time.wallNow();
    rig.device.setFault(subject.faults.jobLost, true);
    const error = await rig.failure(verb ?? Promise.reject(new Error('no verb')));
    expect(error).toMatchObject({ code: 'DRIVER_STATE_REBOOTED', context: { outcome: 'failed' } });
    expect(rig.time.wallNow() - begun).toBeGreaterThanOrEqual(3_000);
  },
  'when cancelled in mid-wait, ends with DRIVER_CANCELLED and leaves the line usable': async (rig, subject) => {
    const abort = new AbortController();
    const [verb] = await startSlow(rig, subject, abort.signal);
    abort.abort();
    expect((await rig.failure(verb ?? Promise.resolve())).code).toBe('DRIVER_CANCELLED');
    expect(rig.intents.every((intent) => rig.answers.some(({ intent: answered }) => answered === intent))).toBe(true);
    await rig.time.run(rig.driver.check(subject.slow, options(rig)));
  },
  'when cancelled before it began, sends nothing': async (rig, subject) => {
    await rig.connect();
    const asked = rig.requests.length;
    const error = await rig.failure(rig.driver.perform(subject.slow, { origin: null, signal: AbortSignal.abort() }));
    expect(error.code).toBe('DRIVER_CANCELLED');
    expect(rig.requests).toHaveLength(asked);
  },
  'when the state of a verb is there already, sends no set command': async (rig, subject) => {
    await rig.connect();
    for (const { before, call } of subject.verbs) {
      await rig.performAll([...before, call]);
      const sent = rig.sent.length;
      await rig.perform(call);
      expect({ verb: call.verb, sent: rig.sent.length }).toEqual({ verb: call.verb, sent });
      const check = await rig.time.run(rig.driver.check(call, options(rig)));
      expect({ verb: call.verb, holds: check.holds }).toEqual({ verb: call.verb, holds: true });
      const { verdict } = await rig.time.run(rig.driver.reconcile(call, options(rig)));
      expect({ verb: call.verb, verdict }).toEqual({ verb: call.verb, verdict: 'done' });
    }
  },
  'when the reply to a set command is lost, asks the device instead of sending it again': async (rig, subject) => {
    await rig.connect();
    await rig.perform(subject.setPoint.first);
    const sent = rig.sent.length;
    rig.broker.shape = ({ clientId, topic, retained }) =>
      clientId.startsWith('labwright') && topic === subject.setPoint.topic && !retained ? [] : [0];
    await rig.perform(subject.setPoint.second);
    expect(rig.sent).toHaveLength(sent + 1);
    expect(rig.answers.filter(({ intent }) => intent.kind !== 'query').every(({ answer }) => answer.outcome === 'succeeded')).toBe(true);
  },
  'when the fence refuses, sends no byte': async (rig, subject) => {
    await rig.connect();
    const sent = rig.requests.length;
    rig.writable = false;
    const error = await rig.failure(rig.driver.perform(subject.slow, options(rig)));
    expect(error).toMatchObject({ code: 'DRIVER_TRANSPORT_FENCED', context: { outcome: 'failed' } });
    expect(rig.requests).toHaveLength(sent);
  },
  'when the journal refuses the intent, sends no byte of the command': async (rig, subject) => {
    await rig.connect();
    const sent = rig.sent.length;
    rig.journalFailure = new Error('the lease is lost');
    const error = await rig.failure(rig.driver.perform(subject.slow, options(rig)));
    expect(error.message).toContain('the lease is lost');
    expect(rig.sent).toHaveLength(sent);
  },
  'records every set command before its first byte, and its answer': async (rig, subject) => {
    await rig.connect();
    for (const { before, call } of subject.verbs) await rig.performAll([...before, call]);
    await rig.performAll([subject.setPoint.first, subject.setPoint.second]);
    const recorded = rig.intents.map(({ bytes }) => Buffer.from(bytes).toString());
    expect([...recorded].sort()).toEqual([...rig.sent].sort());
    expect(recorded.length).toBeGreaterThan(0);
    expect(rig.answers.every(({ answer }) => answer.outcome === 'succeeded')).toBe(true);
    expect(rig.intents.filter((intent) => intent.kind === 'query')).toHaveLength(0);
  },
  'after three polls in a row without an answer, reports the loss once': async (rig, subject) => {
    await rig.connect();
    rig.driver.setPollMode('active');
    await rig.time.advance(5_000);
    rig.device.setFault(subject.faults.drop, true);
    await rig.time.advance(120_000);
    expect(rig.losses).toHaveLength(1);
  },
  'close frees the port and leaves no timer': async (rig, subject) => {
    await rig.connect();
    const verb = rig.failure(rig.driver.perform(subject.slow, options(rig)));
    await rig.driver.close();
    await verb;
    rig.device.dispose();
    await rig.time.advance(10_000);
    expect(rig.time.pending).toBe(0);
    expect(rig.losses).toHaveLength(0);
    await rig.driver.close();
    await expect(rig.driver.perform(subject.slow, options(rig))).rejects.toMatchObject({ code: 'DRIVER_TRANSPORT_CLOSED' });
  },
};

/** Defines the suite for one driver; its spec calls this. Needs jest's globals, so nothing at run time imports it. */
export function describeMqttConformance(name: string, subject: MqttConformanceSubject): void {
  describe(`${name} keeps the driver contract over MQTT`, () => {
    for (const title of MQTT_CONFORMANCE_CASES) {
      it(title, async () => {
        const rig = new MqttRig(subject);
        try {
          await CHECKS[title](rig, subject);
        } finally {
          await rig.end();
        }
        await rig.time.advance(10_000);
        expect(rig.time.pending).toBe(0);
      });
    }
  });
}
