import { LabError } from '@labwright/domain';
import {
  tellAction,
  type DeviceLinkFactory,
  type FaultSwitch,
  type HttpAnswer,
  type HttpExchange,
  type HttpRequest,
  type MqttVirtualDevice,
  type VirtualDeviceOptions,
} from '@drivers/kit';
import { acceptedAnswer, decodeCall, errorAnswer, resultAnswer, type PioCall, type TaskResult } from './http.protocol';
import { DeviceJob, type JobPlace, type JobRole } from './job.device';
import { JOB_ROLES, monitorRole } from './job-roles.device';
import { Outbox, OUTBOX_FAULTS, type OutboxFault } from './outbox.device';
import { decodePayload } from './pioreactor.protocol';
import { BROADCAST, DEFAULT_ROOT, UNIVERSAL_EXPERIMENT } from './topic.protocol';
import { VialPlace } from './vial.device';
import { wireObject, wireString } from './wire-json.protocol';

const UNIT_FAULTS = [
  { name: 'lateLastWill', summary: 'the last will of an old connection comes although the jobs run (once)' },
  { name: 'jobLost', summary: 'every job but the monitor is killed; the broker publishes their last wills (once)' },
  { name: 'brokerAway', summary: 'nobody, or without a broker of our own this unit, reaches the broker' },
  { name: 'pumpBlocked', summary: 'a pump that is started finds its pin in use, logs an error and pumps nothing' },
  { name: 'uncalibrated', summary: 'the optical density has no calibration: a voltage-like number comes' },
  { name: 'silentReboot', summary: 'power off and on without a word; jobs are gone (once)' },
] as const satisfies readonly FaultSwitch[];
type UnitFault = (typeof UNIT_FAULTS)[number]['name'];

/** From power on until the monitor is there, and from an accepted start until the job runs, lab milliseconds. */
const BOOT_MS = 20_000;
const START_MS = 300;
const FIRMWARE = '25.8.1-labwright';

export interface PioreactorOptions extends VirtualDeviceOptions {
  /** Name of the unit on the broker. Default: the serial number. */
  readonly unit?: string;
  /** The experiment that the unit is assigned to. Default `exp1`. */
  readonly experiment?: string;
  /** Topic levels above the unit. Default `pioreactor`. */
  readonly root?: string;
  /** Takes the whole broker away, where the broker is ours to take; absent: the unit loses its own network. */
  readonly setBrokerAway?: (away: boolean) => void;
}

/**
 * The device's end: a unit with its jobs on a broker, and the leader's web interface. It parses and formats through the driver's own
 * protocol files. Modes: off -> booting -> running; `powerCycle()` kills every job and boots. Exits: `dispose()`.
 */
export class PioreactorDevice implements MqttVirtualDevice {
  readonly faultSwitches: readonly FaultSwitch[] = [...OUTBOX_FAULTS, ...UNIT_FAULTS];
  readonly unit: string;
  readonly experiment: string;
  private readonly root: string;
  private readonly vial: VialPlace;
  private readonly outbox: Outbox;
  private readonly jobs = new Map<string, DeviceJob>();
  private readonly tasks = new Map<string, TaskResult>();
  private readonly counts = new Map<string, number>();
  private readonly on = new Set<UnitFault>();
  private readonly cancels = new Set<() => void>();
  private open: DeviceLinkFactory | null = null;
  private serial = 0;

  constructor(private readonly options: PioreactorOptions) {
    this.unit = options.unit ?? options.serialNumber;
    this.experiment = options.experiment ?? 'exp1';
    this.root = options.root ?? DEFAULT_ROOT;
    this.vial = new VialPlace(options.world);
    this.outbox = new Outbox(options.world);
  }

  attachBroker(open: DeviceLinkFactory): void {
    this.open = open;
    this.boot();
  }

  readonly http: HttpExchange = (request, signal) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      const answer = this.answer(request);
      if (!this.outbox.faults.has('dropReplies')) return resolve(answer);
      signal.addEventListener('abort', () => reject(new Error('the caller gave up')), { once: true });
    });

  setFault(name: string, on: boolean): void {
    const outbox = OUTBOX_FAULTS.find((fault) => fault.name === name);
    const unit = UNIT_FAULTS.find((fault) => fault.name === name);
    if (outbox) this.setOutboxFault(outbox.name, on);
    else if (unit) this.setUnitFault(unit.name, on);
    else {
      const allowed = this.faultSwitches.map((fault) => fault.name);
      throw new LabError('INPUT_INVALID', `the Pioreactor has no fault "${name}"; it has ${allowed.join(', ')}`, { path: name, allowed });
    }
  }

  faults(): readonly string[] {
    return [...this.outbox.faults, ...this.on];
  }

  counters(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.counts].sort(([a], [b]) => a.localeCompare(b)));
  }

  truth(): Readonly<Record<string, number | string | boolean | null>> {
    return {
      rpm: this.vial.rpm(),
      rpmTarget: this.vial.rpmTarget,
      temperature: this.vial.now(),
      temperatureTarget: this.vial.temperatureTarget,
      vial: this.vial.occupied,
      jobs: [...this.jobs.keys()].sort().join(' '),
    };
  }

  powerCycle(): void {
    this.count('power_cycles');
    for (const job of [...this.jobs.values()]) job.die();
    this.jobs.clear();
    this.later(BOOT_MS, () => this.boot());
  }

  dispose(): void {
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
    this.outbox.dispose();
    for (const job of [...this.jobs.values()]) job.stop();
    this.jobs.clear();
    this.open = null;
  }

  private boot(): void {
    const versions = wireObject({
      app: wireString(FIRMWARE),
      hat: wireString('1.1'),
      firmware: wireString('0.5'),
      hat_serial: wireString(this.options.serialNumber),
      rpi_machine: wireString('simulated by Labwright'),
      timestamp: wireString(this.stamp()),
    });
    this.launch(UNIVERSAL_EXPERIMENT, () => monitorRole(versions));
  }

  private answer(request: HttpRequest): HttpAnswer {
    const call = decodeCall(request);
    if (!call) return errorAnswer(404, 'Not found.');
    this.count(`http.${call.call}`);
    if (call.call === 'result') return this.result(call.taskId);
    if (call.unit !== this.unit && call.unit !== BROADCAST) return errorAnswer(404, `Worker(s) ${call.unit} not found or not active.`);
    if (call.call === 'running') return this.accept({ status: 'succeeded', result: { [this.unit]: this.runningRows() } });
    if (call.experiment !== this.experiment && call.experiment !== UNIVERSAL_EXPERIMENT)
      return errorAnswer(404, `Worker(s) ${call.unit} not found, not active, or not assigned to experiment ${call.experiment}.`);
    return this.change(call);
  }

  private change(call: Exclude<PioCall, { call: 'result' | 'running' }>): HttpAnswer {
    switch (call.call) {
      case 'run': {
        const maker = JOB_ROLES[call.job];
        if (!maker) return this.accept({ status: 'failed', error: `no job is named ${call.job}` });
        const answer = this.accept({ status: 'succeeded', result: { [this.unit]: { status: 'started' } } });
        this.later(START_MS, () => {
          if (this.jobs.has(call.job) || !this.jobs.has('monitor')) return;
          const { options } = call;
          const { world } = this.options;
          this.launch(call.experiment, (job) =>
            maker(
              {
                vial: this.vial,
                calibrated: () => !this.on.has('uncalibrated'),
                pumpBlocked: () => this.on.has('pumpBlocked'),
                stamp: () => new Date(world.labNow()).toISOString(),
                count: (name, detail) => this.count(name, detail),
                rate: () => world.rate?.() ?? 1,
                job,
              },
              options,
            ),
          );
        });
        return answer;
      }
      case 'update':
        for (const [setting, value] of Object.entries(call.settings)) this.write(call.job, setting, value);
        return this.accept({ status: 'succeeded' });
      case 'stop':
        this.jobs.get(call.job)?.stop();
        return this.accept({ status: 'succeeded' });
      case 'stopAll':
        for (const [name, job] of this.jobs) if (name !== 'monitor') job.stop();
        return this.accept({ status: 'succeeded' });
    }
  }

  private write(job: string, setting: string, value: string): void {
    const { root, unit, experiment } = this;
    const payload = decodePayload({ is: 'set', root, unit, experiment, job, setting }, Buffer.from(value));
    if (!('error' in payload)) this.jobs.get(job)?.write(setting, payload);
  }

  /** A unit without power is a row that is missing. */
  private runningRows(): unknown {
    if (!this.jobs.has('monitor')) return null;
    return [...this.jobs].map(([name, job]) => ({ job_name: name, experiment: job.experiment, unit: this.unit, is_running: 1 }));
  }

  private accept(result: TaskResult): HttpAnswer {
    this.serial += 1;
    const id = `task-${this.serial}`;
    this.tasks.set(id, result);
    if (this.tasks.size > 100) this.tasks.delete(this.tasks.keys().next().value ?? '');
    return acceptedAnswer(this.unit, id);
  }

  private result(id: string): HttpAnswer {
    const task = this.tasks.get(id);
    return resultAnswer(id, task ?? { status: 'pending' });
  }

  private launch(experiment: string, make: (job: () => DeviceJob) => JobRole): void {
    if (!this.open) return;
    this.serial += 1;
    const place: JobPlace = {
      root: this.root,
      unit: this.unit,
      experiment,
      world: this.options.world,
      outbox: this.outbox,
      open: this.open,
    };
    const role = make(() => job);
    const watched: JobRole = {
      ...role,
      state: (state) => {
        if (state === 'disconnected' || state === 'lost') this.jobs.delete(role.name);
        role.state(state);
      },
    };
    const job: DeviceJob = new DeviceJob(place, watched, this.serial);
    this.jobs.set(role.name, job);
    this.count(`jobs.${role.name}`);
    job.start();
  }

  private setOutboxFault(name: OutboxFault, on: boolean): void {
    if (on) this.outbox.faults.add(name);
    else this.outbox.faults.delete(name);
  }

  private setUnitFault(name: UnitFault, on: boolean): void {
    const jobs = [...this.jobs].filter(([job]) => job !== 'monitor').map(([, job]) => job);
    switch (name) {
      case 'lateLastWill':
        if (on) for (const job of jobs) job.sayLost();
        return;
      case 'jobLost':
        if (on) for (const job of jobs) job.die();
        return;
      case 'silentReboot':
        if (on) this.powerCycle();
        return;
      case 'brokerAway':
        return this.setBrokerAway(on);
      case 'pumpBlocked':
      case 'uncalibrated':
        if (on) this.on.add(name);
        else this.on.delete(name);
    }
  }

  private setBrokerAway(away: boolean): void {
    if (away === this.on.has('brokerAway')) return;
    if (away) this.on.add('brokerAway');
    else this.on.delete('brokerAway');
    const { setBrokerAway } = this.options;
    if (setBrokerAway) return setBrokerAway(away);
    for (const job of this.jobs.values()) {
      if (away) job.loseNetwork();
      else job.reconnect();
    }
  }

  private later(labMs: number, callback: () => void): void {
    const cancel = this.options.world.after(labMs, () => {
      this.cancels.delete(cancel);
      callback();
    });
    this.cancels.add(cancel);
  }

  private stamp(): string {
    return new Date(this.options.world.labNow()).toISOString();
  }

  private count(name: string, detail: number | string | null = null): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    tellAction(this.options.world, name, detail);
  }
}
