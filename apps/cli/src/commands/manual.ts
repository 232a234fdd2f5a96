import type { Instrument, ManualEnd, ManualSession, ManualVerb } from '../api/generated/instruments';
import { numberBetween, type CommandLine } from '../command-line';
import { CommandFailure, ExitCode, usageError } from '../exit-code';
import type { Session } from '../session';
import { duration, moment } from '../show/duration';
import { pair, quantity, type Quantities } from './quantity';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LOOK_MS = 500;
const MOST_READINGS = 12;

interface DoOptions {
  readonly param?: Quantities;
  readonly option?: Readonly<Record<string, string>>;
  readonly reason: string;
  /** Wall seconds. */
  readonly wait: number;
}

interface EndOptions {
  readonly place?: Readonly<Record<string, string>>;
  readonly asRecorded?: boolean;
  readonly reason: string;
}

export function addManual(line: CommandLine): void {
  const group = line.group('manual', 'Instruments in hand: out of service, single verbs, and back');
  line
    .leaf<{ reason: string }, [string]>(group, 'begin <instrument>', 'Takes an instrument out of service and into hand', begin)
    .requiredOption('--reason <text>', 'why');
  line
    .leaf<DoOptions, [string, string]>(group, 'do <instrument> <verb>', 'Performs one verb, within limits and interlocks', perform)
    .option('--param <name=value unit>', 'a parameter, such as "speed=300 {rpm}"; may be given many times', quantity)
    .option('--option <name=word>', 'a way of the verb, such as pump=media; may be given many times', pair)
    .option('--wait <seconds>', 'how long to wait for its end', numberBetween(0, 86_400), 900)
    .requiredOption('--reason <text>', 'why');
  line.leaf<object, [string]>(group, 'show <instrument>', 'Shows who has it in hand, and what was sent', show);
  line
    .leaf<EndOptions, [string]>(group, 'end <instrument>', 'Puts it back into service, with what stands on each of its nests', end)
    .option('--place <nest=labware>', 'what stands on a nest: an id, the name of the labware that the record has there, or "empty"', pair)
    .option('--as-recorded', 'everything is where the record has it; somebody has looked')
    .requiredOption('--reason <text>', 'what was done and found');
}

async function begin(session: Session, { reason }: { reason: string }, id: string): Promise<void> {
  const begun = await session.api.call('beginManual', { path: { id }, body: { reason } });
  session.show(begun, () => [
    `${id} is in hand; \`labwright manual do ${id} VERB\` sends a verb, \`labwright manual end ${id}\` gives it back`,
  ]);
}

async function perform(session: Session, options: DoOptions, id: string, verb: string): Promise<ExitCode> {
  const { param: parameters = {}, option, reason, wait } = options;
  const body = { verb: verb as ManualVerb['verb'], parameters, reason, ...(option ? { options: option } : {}) };
  let done = await session.api.call('doManual', { path: { id }, body });
  const until = performance.now() + wait * 1_000;
  while (done.finishedAt === null && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    done = await session.api.call('getManualVerb', { path: { id, requestId: done.requestId } });
  }
  const last = done;
  session.show(last, () => verbLines(session, last));
  return last.status === 'failed' ? ExitCode.failed : ExitCode.ok;
}

function verbLines(session: Session, { verb, status, durationMs, error, commands, readings, sent }: ManualVerb): readonly string[] {
  const took = durationMs === null ? '' : ` after ${duration(durationMs)}`;
  const words = { done: `is done${took}`, failed: `failed${took}`, running: 'is still being done', pending: 'has not been taken up yet' };
  return [
    session.paint(status === 'failed' ? 'red' : 'green', `${verb} ${words[status]}`),
    ...session.fields([
      ['error', error?.message],
      ['sent', status === 'failed' ? (sent ? 'perhaps; look at it' : 'nothing') : null],
      ['commands', commands.map(({ label, outcome }) => `${label}: ${outcome ?? 'no answer yet'}`)],
      ['readings', readings.slice(0, MOST_READINGS).map(({ name, value, unit, quality }) => `${name}: ${value ?? quality} ${unit}`)],
    ]),
  ];
}

async function show(session: Session, _options: object, id: string): Promise<void> {
  const manual = await session.api.call('getManualSession', { path: { id } });
  session.show(manual, () => sessionLines(session, manual));
}

function sessionLines(session: Session, it: ManualSession): readonly string[] {
  return session.fields([
    ['instrument', it.instrument],
    ['in hand of', it.endedAt === null ? it.begunBy : null],
    ['since', `${moment(it.begunAt)}, ${it.begunBy}: ${it.reason}`],
    ['until', it.endedAt === null ? null : `${moment(it.endedAt)}, ${it.endedBy}: ${it.endReason}`],
    ['verbs', it.verbs.map(({ verb, status, requestedBy, reason }) => `${verb}: ${status}, ${requestedBy}: ${reason}`)],
    ['places', it.places?.map(({ nest, labware }) => `${nest}: ${labware ?? 'empty'}`)],
  ]);
}

async function end(session: Session, { place: given = {}, asRecorded, reason }: EndOptions, id: string): Promise<void> {
  const { nests } = await session.api.call('getInstrument', { path: { id } });
  const places = placesOf(id, nests, given, asRecorded === true);
  const ended = await session.api.call('endManual', { path: { id }, body: { places, reason } });
  session.show(ended, () => [`${id} is back in service`, ...places.map(({ nest, labware }) => `  ${nest}: ${labware ?? 'empty'}`)]);
}

/** What was said of each nest. @throws CommandFailure usage, when one is left out or nobody knows the labware */
function placesOf(
  id: string,
  nests: Instrument['nests'],
  given: Readonly<Record<string, string>>,
  asRecorded: boolean,
): ManualEnd['places'] {
  // A nest by its name, or with its instrument as everywhere else.
  const at = Object.fromEntries(Object.entries(given).map(([nest, labware]) => [nest.replace(`${id}.`, ''), labware]));
  const nameOf = (place: string) => place.slice(id.length + 1);
  const unknown = Object.keys(at).filter((nest) => !nests.some(({ place }) => nameOf(place) === nest));
  const known = nests.map(({ place }) => nameOf(place)).join(', ');
  if (unknown.length > 0) throw usageError(`${id} has no nest "${unknown.join('", "')}"; it has: ${known}`);
  return nests.map(({ place, labware, labwareId }) => {
    const nest = nameOf(place);
    const said = at[nest] ?? (asRecorded ? (labwareId ?? 'empty') : undefined);
    if (said === undefined)
      throw usageError(`say with --place ${nest}=... what stands on ${place} (the record: ${labware ?? 'empty'}), or give --as-recorded`);
    if (said === 'empty') return { nest, labware: null };
    if (UUID.test(said)) return { nest, labware: said };
    const named = nests.find((each) => each.labware === said)?.labwareId;
    if (named) return { nest, labware: named };
    throw new CommandFailure(
      ExitCode.usage,
      `no nest of ${id} has labware "${said}"; \`labwright labware list RUN\` tells the id of what is elsewhere`,
    );
  });
}
