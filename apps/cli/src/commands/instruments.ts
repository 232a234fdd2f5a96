import { Option } from 'commander';
import type { Instrument, ServiceChange } from '../api/generated/instruments';
import type { CommandLine } from '../command-line';
import { ExitCode } from '../exit-code';
import type { Session } from '../session';
import { duration, moment } from '../show/duration';
import type { Column } from '../show/table';
import { addFleet } from './fleet';
import { addInstrumentChange, limitsOf, onRestartOption, settingsOf, type RestartPolicy } from './instrument-change';
import { addInstrumentLimits } from './instrument-limits';
import { pair } from './quantity';

const SERVICE_STATES = ['available', 'manual', 'quarantined'] satisfies ServiceChange['to'][];

interface AddOptions {
  readonly driver: string;
  readonly address: string;
  readonly agent?: string;
  readonly location?: string;
  readonly simulated?: boolean;
  readonly onRestart?: RestartPolicy;
  readonly set?: Readonly<Record<string, string>>;
  readonly limit?: Readonly<Record<string, string>>;
}

const COLUMNS: readonly Column<Instrument>[] = [
  { title: 'ID', of: ({ id }) => id },
  { title: 'MODEL', of: ({ model, driver }) => model ?? driver },
  { title: 'LINK', of: ({ link }) => link, state: true },
  { title: 'STATE', of: ({ activity }) => activity, state: true },
  { title: 'SERVICE', of: ({ service, paused }) => (paused ? 'paused' : service), state: true },
  { title: 'AGENT', of: ({ agent }) => agent, spare: true },
  { title: 'SIM', of: ({ simulated }) => simulated },
  { title: 'NOTE', of: (it) => (it.paused && it.pauseReason) || it.serviceReason || (it.link === 'online' ? it.location : it.linkReason) },
];

export function addInstruments(line: CommandLine): void {
  const group = line.group('instruments', 'Instruments: the fleet and its state');
  line.leaf(group, 'list', 'Lists instruments with their state', list);
  line.leaf<object, [string]>(group, 'show <id>', 'Shows an instrument with its settings, limits and nests', show);
  line
    .leaf<AddOptions, [string]>(group, 'add <id>', 'Registers an instrument', add)
    .requiredOption('--driver <driver>', 'its driver, such as opentrons-heater-shaker')
    .requiredOption('--address <url>', 'where its bench agent finds it, such as serial:///dev/ttyUSB0')
    .option('--agent <name>', 'bench agent that owns it')
    .option('--location <text>', 'where it stands')
    .option('--simulated', 'it is simulated')
    .addOption(onRestartOption())
    .option('--set <name=value>', 'a setting of its driver; may be given many times', pair)
    .option('--limit <name=min..max>', 'a limit, such as shaking_incubation.speed=0..800; may be given many times', pair);
  addInstrumentChange(line, group);
  addInstrumentLimits(line, group);
  addFleet(line, group);
  line.leaf<object, [string]>(group, 'test <id>', 'Asks an instrument who it is and how it is, without changing anything', test);
  line
    .leaf<{ reason: string }, [string]>(group, 'pause <id>', 'Pauses an instrument: nothing new is sent to it, what runs goes on', pause)
    .requiredOption('--reason <text>', 'why');
  line
    .leaf<{ reason: string }, [string]>(group, 'resume <id>', 'Lets the queue go on at a paused instrument', resume)
    .requiredOption('--reason <text>', 'why it may');
  line
    .leaf<ServiceChange, [string]>(group, 'service <id>', 'Puts an instrument into service, out of it, or into quarantine', setService)
    .addOption(new Option('--to <state>', 'its new state').choices(SERVICE_STATES).makeOptionMandatory())
    .requiredOption('--reason <text>', 'why');
  line
    .leaf<{ reason: string }, [string]>(group, 'retire <id>', 'Takes an instrument out of the fleet for good', retire)
    .requiredOption('--reason <text>', 'why');
}

async function list(session: Session): Promise<void> {
  session.table(await session.api.list('listInstruments', {}), COLUMNS, 'no instruments; `labwright instruments add` registers one');
}

async function show(session: Session, _options: object, id: string): Promise<void> {
  const instrument = await session.api.call('getInstrument', { path: { id } });
  session.show(instrument, () => instrumentLines(session, instrument));
}

export function instrumentLines(session: Session, it: Instrument): readonly string[] {
  const because = (state: string, reason: string) => (reason ? `${state}: ${reason}` : state);
  return session.fields([
    ['id', it.id],
    ['instrument', [it.vendor, it.model].filter(Boolean).join(' ')],
    ['driver', it.driver],
    ['address', it.url],
    ['agent', it.agent],
    ['location', it.location],
    ['simulated', it.simulated],
    ['link', because(it.link, it.linkReason)],
    ['activity', it.activity],
    ['service', because(it.service, it.serviceReason)],
    ['paused', it.paused ? because('yes', it.pauseReason) : null],
    ['identity', identityText(it.identity)],
    ['last seen', lastSeen(it)],
    ['on restart', it.onRestart],
    ['calibration due', it.calibrationDue],
    ['settings', Object.entries(it.settings).map(([name, value]) => `${name} = ${String(value)}`)],
    ['limits', Object.entries(it.limits).map(([name, { min, max }]) => `${name}: ${min} to ${max}`)],
    [
      'nests',
      it.nests.map(({ place, labware, reservedBy }) => `${place}: ${labware ?? 'empty'}${reservedBy ? `, reserved by ${reservedBy}` : ''}`),
    ],
  ]);
}

async function add(session: Session, options: AddOptions, id: string): Promise<void> {
  const { driver, address, agent, location, simulated, onRestart, set = {}, limit = {} } = options;
  const body = { id, driver, url: address, agent, location, simulated, onRestart, settings: settingsOf(set), limits: limitsOf(limit) };
  const instrument = await session.api.call('registerInstrument', { body });
  session.show(instrument, () => [`${id} is registered; \`labwright instruments test ${id}\` asks it who it is`]);
}

async function test(session: Session, _options: object, id: string): Promise<ExitCode> {
  const result = await session.api.call('testInstrument', { path: { id } });
  const { paint } = session;
  session.show(result, () => [
    result.ok === null
      ? `its bench agent has not answered yet; \`labwright instruments show ${id}\` tells whether it is there`
      : paint(result.ok ? 'green' : 'red', `${id} ${result.ok ? 'answers as it should' : 'does not answer as it should'}`),
    ...session.fields([
      ['identity', identityText(result.identity)],
      ['round trip', result.roundTripMs === null ? null : `${result.roundTripMs.toFixed(1)} ms`],
      ['error', result.error?.message],
      // Being in its safe state is no condition of the test: an instrument that is at work is not.
      ['safe state', result.checks.map(({ verb, holds, evidence }) => `${verb}: ${holds ? 'yes' : 'no'}, ${evidence}`)],
    ]),
  ]);
  return result.ok === true ? ExitCode.ok : ExitCode.failed;
}

function lastSeen({ lastSeenAt, silentMs }: Instrument): string {
  const at = moment(lastSeenAt);
  return silentMs === null ? at : `${at}, ${duration(silentMs)} ago`;
}

/** `{"model": "Synergy H1", "simulated": true, "serialNumber": "SIM-1"}` as `Synergy H1, serial number SIM-1, simulated`. */
export function identityText(identity: Instrument['identity']): string | null {
  const words = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const { model, ...more } = identity ?? {};
  const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const [marks, facts] = [true, false].map((isMark) => Object.entries(more).filter(([, value]) => (value === true) === isMark));
  const parts = [
    ...(model === undefined ? [] : [shown(model)]),
    ...(facts ?? []).map(([name, value]) => `${words(name)} ${shown(value)}`),
    ...(marks ?? []).map(([name]) => words(name)),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

async function retire(session: Session, { reason }: { reason: string }, id: string): Promise<void> {
  const instrument = await session.api.call('retireInstrument', { path: { id }, body: { reason } });
  session.show(instrument, () => [`${id} is retired; its record stays`]);
}

async function pause(session: Session, body: { reason: string }, id: string): Promise<void> {
  said(session, await session.api.call('pauseInstrument', { path: { id }, body: { reason: body.reason } }));
}

async function resume(session: Session, body: { reason: string }, id: string): Promise<void> {
  said(session, await session.api.call('resumeInstrument', { path: { id }, body: { reason: body.reason } }));
}

async function setService(session: Session, { to, reason }: ServiceChange, id: string): Promise<void> {
  said(session, await session.api.call('setInstrumentService', { path: { id }, body: { to, reason } }));
}

function said(session: Session, instrument: Instrument): void {
  const { id, service: state, serviceReason, paused, pauseReason } = instrument;
  const [word, reason] = paused ? ['paused', pauseReason] : [state, serviceReason];
  session.show(instrument, () => [`${id} is ${word}${reason ? `: ${reason}` : ''}`]);
}
