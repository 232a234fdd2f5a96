import type { Labware, LabwareType, WellMask } from '../api/generated/labware';
import type { Run } from '../api/generated/runs';
import type { CommandLine } from '../command-line';
import { CommandFailure, ExitCode } from '../exit-code';
import type { Session } from '../session';
import type { Column } from '../show/table';
import { runId } from './named';

type RunLabware = Run['labware'][number];

const COLUMNS: readonly Column<RunLabware>[] = [
  { title: 'NAME', of: ({ name }) => name },
  { title: 'TYPE', of: ({ type }) => type },
  { title: 'BARCODE', of: ({ barcode }) => barcode ?? '' },
  { title: 'PLACE', of: ({ place }) => place },
  { title: 'ID', of: ({ id }) => id },
];

const TYPES: readonly Column<LabwareType>[] = [
  { title: 'TYPE', of: ({ id }) => id },
  { title: 'FORMAT', of: ({ format }) => format },
  { title: 'WELLS', of: ({ wells }) => wells },
  { title: 'UL', of: ({ wellVolume }) => `${wellVolume.working}`, right: true },
  { title: 'MM', of: ({ heightMm }) => heightMm, right: true },
  { title: 'OPTICAL', of: ({ opticalBottom }) => opticalBottom },
  { title: 'COVERS', of: ({ covers }) => covers.map(({ id }) => id).join(', ') },
];

export function addLabware(line: CommandLine): void {
  const group = line.group('labware', 'Labware: plates of runs, where they are, wells that do not count');
  line.leaf(group, 'types', 'Lists the types of labware that protocols may name', types);
  line.leaf<object, [string]>(group, 'list <run>', 'Lists the labware of a run with its places', list);
  line
    .leaf<MaskOptions, [string, string]>(group, 'mask <run> <labware>', 'Takes wells out of what conditions look at', masking('mask'))
    .requiredOption('--wells <wells>', 'such as A1,B2', wellsOf)
    .requiredOption('--reason <text>', 'why');
  line
    .leaf<MaskOptions, [string, string]>(group, 'unmask <run> <labware>', 'Lets conditions look at wells again', masking('unmask'))
    .requiredOption('--wells <wells>', 'such as A1,B2', wellsOf)
    .requiredOption('--reason <text>', 'why');
  line
    .leaf<{ to: string }, [string, string]>(group, 'moved <run> <labware>', 'Tells where labware is after its run has ended', moved)
    .requiredOption('--to <place>', 'bench, waste, or a nest such as reader.carrier');
}

type MaskOptions = WellMask;

function wellsOf(text: string): readonly string[] {
  return text
    .split(',')
    .map((well) => well.trim().toUpperCase())
    .filter(Boolean);
}

async function types(session: Session): Promise<void> {
  const { items } = await session.api.call('listLabwareTypes');
  session.table(items, TYPES, 'no types of labware');
}

async function ofRun(session: Session, named: string): Promise<readonly RunLabware[]> {
  return (await session.api.call('getRun', { path: { id: await runId(session.api, named) } })).labware;
}

async function list(session: Session, _options: object, named: string): Promise<void> {
  session.table(await ofRun(session, named), COLUMNS, 'no labware');
}

/** Labware by its name in the protocol, its barcode or its id. */
async function find(session: Session, run: string, named: string): Promise<RunLabware> {
  const all = await ofRun(session, run);
  const found = all.find(({ id, name, barcode }) => [name, barcode, id].includes(named));
  if (found) return found;
  throw new CommandFailure(
    ExitCode.failed,
    `the run has no labware "${named}"; it has: ${all.map(({ name }) => name).join(', ') || 'none'}`,
  );
}

function masking(operation: 'mask' | 'unmask') {
  return async (session: Session, { wells, reason }: MaskOptions, run: string, named: string): Promise<void> => {
    const { id } = await find(session, run, named);
    said(session, await session.api.call(operation, { path: { id }, body: { wells, reason } }));
  };
}

async function moved(session: Session, { to }: { to: string }, run: string, named: string): Promise<void> {
  const { id } = await find(session, run, named);
  said(session, await session.api.call('confirmPlace', { path: { id }, body: { to } }));
}

function said(session: Session, labware: Labware): void {
  const { name, place, masked } = labware;
  session.show(labware, () => [
    `${name} is at ${place}; ${masked.length === 0 ? 'every well counts' : 'wells that do not count:'}`,
    ...masked.map(({ well, reason }) => `  ${well}: ${reason}`),
  ]);
}
