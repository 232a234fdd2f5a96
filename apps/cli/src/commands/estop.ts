import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { EstopAnswer, StandingStops } from '../api/generated/estop';
import { numberBetween, type CommandLine } from '../command-line';
import { CommandFailure, ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';
import { tableLines, type Column } from '../show/table';
import { pair } from './quantity';

type Sent = EstopAnswer['instruments'][number];
type Standing = StandingStops['items'][number];

/** Between two looks at what has become of a stop, wall milliseconds. */
const LOOK_MS = 500;
/** How long it is followed, wall seconds. */
const FOLLOW_S = 20;

interface StopOptions {
  readonly reason?: string;
  readonly instrument?: string;
  readonly follow: number;
}

interface RearmOptions {
  readonly all?: boolean;
  readonly asRecorded?: boolean;
  readonly place?: Readonly<Record<string, string>>;
  readonly note: string;
}

const SENT: readonly Column<Sent>[] = [
  { title: 'INSTRUMENT', of: ({ instrument }) => instrument },
  { title: 'STOPS SENT', of: ({ sent }) => sent, state: true },
  { title: 'MS', of: ({ sentMs }) => sentMs && Math.round(sentMs), right: true },
  { title: 'TAKEN', of: ({ acknowledged }) => (acknowledged === null ? '-' : acknowledged ? 'yes' : 'not yet') },
  { title: 'NOTE', of: ({ problem, brokenOff }) => problem ?? (brokenOff ? `broke off ${brokenOff}` : '') },
];

const STANDING: readonly Column<Standing>[] = [
  { title: 'INSTRUMENT', of: ({ instrument }) => instrument },
  { title: 'SAFE STATE', of: ({ outcome }) => WORDS[outcome], state: true },
  { title: 'BY', of: ({ requestedBy }) => requestedBy.replace(/^user:/, '') },
  { title: 'AT', of: ({ requestedAt }) => moment(requestedAt), spare: true },
  { title: 'REASON', of: ({ reason }) => reason, spare: true },
  { title: 'EVIDENCE', of: ({ evidence }) => evidence },
];
/** The words for red and green of `stateColour`. */
const WORDS = { confirmed: 'yes', unconfirmed: 'no', requested: 'asked' } as const;

export function addEstop(line: CommandLine): void {
  const stop = line
    .leaf<StopOptions>(line.root, 'estop', 'EMERGENCY STOP: stops every instrument now; anybody with a key may', stopLab)
    .option('--reason <text>', 'why; may be left out')
    .option('--instrument <id>', 'this one only')
    .option('--follow <seconds>', 'how long to wait for the safe states', numberBetween(0, 3_600), FOLLOW_S)
    // Options behind the name of a command below are that command's.
    .enablePositionalOptions()
    .helpCommand(false);
  line.leaf(stop, 'list', 'Lists the stops that stand, and whether each instrument is in its safe state', list);
  addRearm(line, stop);
}

function addRearm(line: CommandLine, stop: Command): void {
  line
    .leaf<RearmOptions, [string[]]>(stop, 'rearm [ids...]', 'Puts stopped instruments back into service, after a look at each', rearm)
    .option('--all', 'every instrument that is stopped')
    .option('--place <nest=labware>', 'what stands on a nest such as reader.carrier, or "empty"; may be given many times', pair)
    .option('--as-recorded', 'what is not named with --place is as the record says, and was looked at')
    .requiredOption('--note <text>', 'what was looked at');
}

async function stopLab(session: Session, { reason, instrument, follow }: StopOptions): Promise<ExitCode> {
  const body = { ...(reason === undefined ? {} : { reason }), ...(instrument === undefined ? {} : { instrument }) };
  const answer = await session.api.call('stopLab', { body });
  const told = answer.agents
    .filter(({ reached }) => !reached)
    .map(({ agent, problem }) => `bench agent ${agent} was not reached: ${problem}`);
  if (!session.json) {
    const { paint, screen } = session;
    for (const text of tableLines(answer.instruments, SENT, { paint, width: screen.columns, empty: 'no instrument was reached' }))
      screen.out(`${text}\n`);
    for (const text of told) screen.out(`${paint('red', text)}\n`);
    if (!answer.recorded) screen.out('the database did not take it; the bench agents bring it when that is back\n');
  }
  const standing = await followed(session, answer, follow);
  if (session.json) session.show({ ...answer, standing }, () => []);
  else session.table(standing, STANDING, 'what became of it is not known here; go and look at the instruments');
  const safe =
    answer.instruments.length > 0 &&
    answer.instruments.every((sent) => standing.some((it) => it.instrument === sent.instrument && it.outcome === 'confirmed'));
  session.note(
    safe
      ? 'every instrument is in its safe state; `labwright estop rearm` ends the stop, after a look at each'
      : 'NOT every instrument is known to be in its safe state: go there, and use the emergency stop of the instrument itself',
  );
  return safe ? ExitCode.ok : ExitCode.failed;
}

/** What became of it, as far as it is known in time; a database that is away knows nothing. */
async function followed(session: Session, { request, instruments }: EstopAnswer, seconds: number): Promise<readonly Standing[]> {
  const until = performance.now() + seconds * 1_000;
  let items: readonly Standing[] = [];
  do {
    items = await session.api.call('listStops').then(
      (standing) =>
        standing.items.filter((it) => it.request === request || instruments.some(({ instrument }) => instrument === it.instrument)),
      () => items,
    );
    const open = instruments.some(
      ({ instrument }) => (items.find((it) => it.instrument === instrument)?.outcome ?? 'requested') === 'requested',
    );
    if (!open || session.shell.interrupted.aborted) break;
    await pause(LOOK_MS);
  } while (performance.now() < until);
  return items;
}

async function list(session: Session): Promise<void> {
  const { items } = await session.api.call('listStops');
  session.table(items, STANDING, 'no emergency stop stands');
}

async function rearm(session: Session, { all, asRecorded, place: given = {}, note }: RearmOptions, ids: string[]): Promise<void> {
  if ((ids.length === 0) === (all !== true)) throw usageError('name the instruments, or give --all');
  const { items } = await session.api.call('listStops');
  const wanted = all ? items : ids.map((id) => items.find(({ instrument }) => instrument === id) ?? notStopped(id));
  if (wanted.length === 0) throw new CommandFailure(ExitCode.failed, 'no emergency stop stands');
  const open: string[] = [];
  const instruments = wanted.map(({ instrument: id, nests }) => ({
    id,
    places: nests.map((it) => {
      const said = given[`${id}.${it.nest}`];
      if (said === undefined && !asRecorded) open.push(`--place ${id}.${it.nest}=${it.labware ?? 'empty'}`);
      const labware = said === undefined ? it.labwareId : said === 'empty' ? null : said;
      return { nest: it.nest, labware };
    }),
  }));
  const named = new Set(wanted.flatMap(({ instrument, nests }) => nests.map((it) => `${instrument}.${it.nest}`)));
  const unknown = Object.keys(given).filter((place) => !named.has(place));
  if (unknown.length > 0) throw usageError(`no stopped instrument has the nest ${unknown.join(', ')}`);
  if (open.length > 0) throw usageError('look at each nest and say what stands there; the record says (or give --as-recorded):', ...open);
  const standing = await session.api.call('rearmInstruments', { body: { instruments, note } });
  session.show(standing, () => [
    ...instruments.map(({ id }) => `${id} is re-armed`),
    ...standing.items.map(({ instrument }) => `still stopped: ${instrument}`),
    'runs that were held by it wait for an answer: `labwright jobs`',
  ]);
}

function notStopped(id: string): never {
  throw new CommandFailure(ExitCode.failed, `${id} is not stopped; \`labwright estop list\` lists what is`);
}
