import { LabError, hasCode, type DriverReading } from '@labwright/domain';
import {
  EchoCommands,
  directExchange,
  HttpCommands,
  JournaledExchange,
  nodeTimers,
  openMqttLink,
  parseMqttUrl,
  Poller,
  type DriverContext,
  type DriverTimers,
  type InstrumentIdentity,
  type MqttLink,
  type PerformOptions,
  type SendScope,
  type StopWrites,
} from '@drivers/kit';
import { decodeResult, encodeCall, runningJobs, taskIdOf, type PioCall, type TaskResult } from './http.protocol';
import { isTrouble, refused, taskFailed, wrongInstrument, type Place } from './pioreactor.errors';
import { encodeSet, type JobState } from './pioreactor.protocol';
import { pioreactorManifest } from './pioreactor.manifest';
import { pioreactorSettings, type PioreactorSettings } from './settings.driver';
import { DEFAULT_ROOT, topicText } from './topic.protocol';
import { UnitState, type JobName } from './unit-state.driver';
import { scalar } from './wire-json.protocol';

/** One complete poll: the jobs that run now, as the unit says. Values of topics are in the connection's `state`. */
export interface Snapshot {
  readonly jobs: ReadonlySet<string>;
}

/** Wall milliseconds. */
const HTTP_MS = 3000;
const STOP_MS = 900;
const ECHO_MS = 5000;
const TASK_MS = 10_000;
const TASK_LOOK_MS = 100;
/** A broker that restarts is waited for this long before the session is given up, wall milliseconds. */
const BROKER_GRACE_MS = 10_000;
/** From subscribing to the retained messages of a unit that is there, wall milliseconds. */
const GREETING_MS = 3000;
const NO_SIGNAL = new AbortController().signal;

/**
 * One connection to one unit: the link to the broker, the leader's web interface, and what is known only while it lasts.
 * Modes: made -> open (the link may be down for up to 10 s) -> ended; exits: `close()`, or the context's `onLost`, called once: the
 * broker stayed away, the unit's monitor is lost for 3 s, or three polls in a row had no answer.
 */
export class PioreactorConnection {
  readonly settings: PioreactorSettings;
  readonly state: UnitState;
  readonly poller: Poller<Snapshot>;
  /**
   * Lab time since which no dosing event can have been missed: the last time that the link came up. No session is kept for gaps: aedes
   * 1.2 drops or stalls a kept one while it sends retained messages (measured: "no such packet", subscriptions without an answer), and
   * what a dead process had received would be missing from it anyway.
   */
  watchedSince = Infinity;
  private readonly timers: DriverTimers;
  private readonly link: MqttLink;
  private readonly root: string;
  private readonly echo: EchoCommands;
  private readonly http: HttpCommands;
  private readonly exchange: JournaledExchange;
  private ended = false;
  private isReady = false;
  /** Id of the last question to the unit; what comes by itself belongs to it. */
  lastCommand = '';
  private cancelGrace: (() => void) | null = null;
  private readonly cancels = new Set<() => void>();

  constructor(private readonly context: DriverContext) {
    const { instrument, url, journal, clock, fence, onNotice } = context;
    this.settings = pioreactorSettings(context.settings);
    const { unit, experiment, userVariable, passwordVariable } = this.settings;
    const timers = context.timers ?? nodeTimers;
    this.timers = timers;
    this.root = parseMqttUrl(url).root || DEFAULT_ROOT;
    const user = variable(userVariable);
    const password = variable(passwordVariable);
    this.link = (context.openLink ?? openMqttLink)(url, {
      instrument,
      fence,
      timers,
      clientId: `labwright-${instrument}`,
      ...(user === undefined ? {} : { user }),
      ...(password === undefined ? {} : { password }),
    });
    this.exchange = new JournaledExchange({ instrument, url, journal, clock, onNotice });
    this.echo = new EchoCommands({ link: this.link, exchange: this.exchange, timers });
    this.http = new HttpCommands({ exchange: this.exchange, http: context.http ?? directExchange, fence, timers });
    this.state = new UnitState({
      root: this.root,
      unit,
      experiment,
      timers,
      labNow: () => clock.labNow(),
      commandId: () => this.lastCommand,
      onReading: (reading) => this.publish(reading),
      onLog: (level, text, bytes) =>
        isTrouble(level) ? onNotice({ severity: /^warn/i.test(level) ? 'info' : 'error', text, bytes }) : undefined,
      onUnitLost: () => this.lost(this.closedError('the unit is gone: its last will stood for 3 s; is it switched on?')),
      onUnitRestarted: (since) => this.isReady && context.onRestart?.(`its monitor began anew at ${since}`),
    });
    this.poller = new Poller({
      instrument,
      url,
      clock,
      timers,
      pollMs: pioreactorManifest.pollMs,
      read: () => this.poll(),
      onLost: (error) => this.lost(error),
    });
    this.link.onMessage((message) => this.state.receive(message));
    this.link.onDown((why) => this.brokerWent(why));
    this.link.onUp(() => this.brokerCame());
  }

  get isOpen(): boolean {
    return this.isReady && !this.ended;
  }

  /** @throws LabError DRIVER_TRANSPORT_*, DRIVER_TIMEOUT, DRIVER_STATE_WRONG_INSTRUMENT */
  async open(): Promise<InstrumentIdentity> {
    try {
      await this.link.connect();
      this.watchedSince = this.context.clock.labNow();
      const { events, fresh } = this.state.filters;
      await this.link.subscribe(events, 1);
      await this.link.subscribe(fresh, 0);
      await this.look({ origin: null, signal: NO_SIGNAL });
      const identity = await this.identify();
      if (this.ended) throw this.closedError('closed while connecting');
      this.isReady = true;
      this.poller.start();
      return identity;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.ended = true;
    this.poller.stop();
    this.cancelGrace?.();
    this.cancelGrace = null;
    this.state.presence.clear();
    for (const cancel of [...this.cancels]) cancel();
    await this.link.close();
  }

  /** Asks the unit which jobs of the experiment run now. */
  async look(options: PerformOptions): Promise<Snapshot> {
    const { unit, experiment } = this.settings;
    const task = await this.task({ call: 'running', unit }, 'query', 'jobs/running', options);
    const rows = runningJobs(task.result, unit);
    if (!rows) {
      const { instrument, url } = this.context;
      const message = `${instrument} (${url}): no reply to jobs/running in ${HTTP_MS} ms; is it switched on?`;
      const place = { ...this.place('jobs/running'), phase: 'reply', timeoutMs: HTTP_MS, outcome: 'failed' } as const;
      throw new LabError('DRIVER_TIMEOUT', message, place, 'safe');
    }
    return { jobs: new Set(rows.filter((row) => row.experiment === experiment).map((row) => row.job)) };
  }

  /** Starts or stops a job, and waits until the leader has done it. */
  async change(call: Extract<PioCall, { call: 'run' | 'stop' }>, kind: 'setpoint' | 'action', scope: SendScope): Promise<TaskResult> {
    return this.task(call, kind, `${call.call}/${call.job}`, scope);
  }

  /**
   * All jobs of the experiment with one call: pumps, stirring, heating, and the measuring too. It goes over the web interface, so a broker that
   * is away does not keep it from the unit's leader.
   */
  async stopNow({ origin, purpose }: PerformOptions): Promise<StopWrites> {
    const { unit, experiment, apiUrl } = this.settings;
    const label = 'stop all jobs';
    const begun = this.context.clock.wallNow();
    const request = encodeCall(apiUrl, { call: 'stopAll', unit, experiment });
    const sent = { label, written: true, writtenMs: this.context.clock.wallNow() - begun };
    try {
      const { value } = await this.http.call({ kind: 'setpoint', label, request, timeoutMs: STOP_MS }, { origin, purpose });
      const taken = value.status < 300;
      const problem = taken ? null : `the leader answered ${value.status}: ${value.body.slice(0, 200)}`;
      return { brokenOff: null, commands: [{ ...sent, acknowledged: taken, problem }] };
    } catch (error) {
      const written = hasCode(error, 'DRIVER_TIMEOUT') || hasCode(error, 'DRIVER_TRANSPORT_CLOSED');
      const writtenMs = written ? sent.writtenMs : null;
      return { brokenOff: null, commands: [{ label, written, writtenMs, acknowledged: false, problem: (error as Error).message }] };
    }
  }

  /** Sets a number or a state of a job and waits for its echo. */
  async set(job: JobName, setting: string, value: number | JobState, options: PerformOptions): Promise<void> {
    const { unit, experiment } = this.settings;
    const at = { root: this.root, unit, experiment, job, setting };
    await this.echo.setAndAwaitEcho(
      {
        kind: 'setpoint',
        label: `${job}/${setting}=${value}`,
        topic: topicText({ is: 'set', ...at }),
        payload: encodeSet(value),
        // As the leader itself publishes them. Source: `web/api.py`.
        qos: 1,
        stateTopic: topicText({ is: 'setting', ...at }),
        shows: (payload) => sameValue(Buffer.from(payload).toString(), value),
        timeoutMs: ECHO_MS,
      },
      { origin: options.origin, signal: options.signal },
    );
  }

  /** Gives a reading to whoever listens. */
  publish(reading: DriverReading): void {
    if (this.isReady) this.context.onReadings([reading]);
  }

  place(command: string): Place {
    return { instrument: this.context.instrument, url: this.context.url, command };
  }

  /** A call that the leader works on behind its answer: made, and asked about until it is over. */
  private async task(call: PioCall, kind: 'query' | 'setpoint' | 'action', label: string, scope: SendScope): Promise<TaskResult> {
    const { apiUrl } = this.settings;
    const place = this.place(label);
    const made = await this.http.call({ kind, label, request: encodeCall(apiUrl, call), timeoutMs: HTTP_MS }, scope);
    if (kind === 'query') this.lastCommand = made.commandId;
    if (made.value.status >= 300) {
      if (call.call === 'running' && made.value.status === 404)
        throw wrongInstrument(place, `the unit ${call.unit}`, made.value.body.slice(0, 200));
      throw refused(place, made.value);
    }
    const taskId = taskIdOf(made.value);
    if (taskId === null) {
      // A stop may be done at once: the leader has published `disconnected` itself.
      if (kind !== 'query') return { status: 'succeeded' };
      throw wrongInstrument(place, 'the web interface of a Pioreactor leader', made.value.body.slice(0, 200));
    }
    const outcome = kind === 'query' ? 'failed' : 'unknown';
    const until = this.context.clock.wallNow() + TASK_MS;
    for (;;) {
      const command = {
        kind: 'query',
        label: 'task_results',
        request: encodeCall(apiUrl, { call: 'result', taskId }),
        timeoutMs: HTTP_MS,
      } as const;
      const answer = await this.http.call(command, { origin: scope.origin, purpose: scope.purpose }).catch((error: Error) => {
        // The question failed, and what it asks about is under way.
        throw kind === 'action' ? taskFailed(place, `no result: ${error.message}`, 'unknown') : error;
      });
      const task = decodeResult(answer.value);
      if (task?.status === 'succeeded') return task;
      if (task?.status === 'failed') throw taskFailed(place, task.error ?? '', kind === 'action' ? 'unknown' : 'failed');
      if (answer.value.status >= 400 || this.context.clock.wallNow() > until)
        throw taskFailed(place, `no result (${answer.value.status})`, outcome);
      await this.pause(TASK_LOOK_MS);
    }
  }

  private async poll(): Promise<Snapshot> {
    return this.look({ origin: null, signal: NO_SIGNAL });
  }

  /** Who this is: the monitor's retained versions, which are history, confirmed by the unit's answer over HTTP just before. */
  private async identify(): Promise<InstrumentIdentity> {
    const { unit } = this.settings;
    const until = this.context.clock.wallNow() + GREETING_MS;
    while (this.state.versions === null) {
      if (this.context.clock.wallNow() >= until) {
        const { instrument, url } = this.context;
        const message = `${instrument} (${url}): no reply to monitor/versions in ${GREETING_MS} ms; does the unit ${unit} use this broker?`;
        const place = { ...this.place('monitor/versions'), phase: 'reply', timeoutMs: GREETING_MS, outcome: 'failed' } as const;
        throw new LabError('DRIVER_TIMEOUT', message, place, 'safe');
      }
      await this.pause(TASK_LOOK_MS);
      if (this.ended) throw this.closedError('closed while connecting');
    }
    const { versions } = this.state;
    const word = (key: string): string => String(scalar(versions, key) ?? '');
    const simulated = /^sim/i.test(unit) || /simulated/i.test(word('rpi_machine'));
    return { serialNumber: word('hat_serial') || unit, firmware: word('app'), model: pioreactorManifest.model, simulated };
  }

  private brokerWent(why: string): void {
    this.watchedSince = Infinity;
    if (this.ended) return;
    this.context.onNotice({ severity: 'info', text: `the broker is away (${why})`, bytes: new Uint8Array() });
    const giveUp = (): void => this.lost(this.closedError(`the broker stayed away (${why}); is it running?`));
    this.cancelGrace ??= this.timers.after(BROKER_GRACE_MS, giveUp);
  }

  private brokerCame(): void {
    this.cancelGrace?.();
    this.cancelGrace = null;
    this.watchedSince = this.context.clock.labNow();
  }

  private lost(error: Error): void {
    if (this.ended) return;
    const told = this.isReady;
    void this.close();
    if (told) this.context.onLost(error);
  }

  private closedError(what: string): LabError {
    const { instrument, url } = this.context;
    return new LabError(
      'DRIVER_TRANSPORT_CLOSED',
      `${instrument} (${url}): ${what}`,
      { instrument, url, phase: 'open', outcome: 'failed' },
      'safe',
    );
  }

  /** Wall milliseconds; ends early when the connection does. */
  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        cancel();
        this.cancels.delete(wake);
        resolve();
      };
      const cancel = this.timers.after(ms, wake);
      this.cancels.add(wake);
    });
  }
}

function variable(name: string | undefined): string | undefined {
  return name === undefined ? undefined : process.env[name];
}

/** `500` and `500.0` are the same set point. */
function sameValue(text: string, value: number | string): boolean {
  return typeof value === 'number' ? text !== '' && Number(text) === value : text === value;
}
