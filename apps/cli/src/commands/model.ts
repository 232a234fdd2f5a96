import type { RequestOf } from '../api/api-client';
import type { ModelCall } from '../api/generated/model';
import { wholeBetween, type CommandLine } from '../command-line';
import type { Session } from '../session';
import { moment } from '../show/duration';
import { plain } from '../show/paint';
import type { Column } from '../show/table';
import { draftId, runId, short } from './named';

interface CallsOptions {
  readonly run?: string;
  readonly draft?: string;
  readonly limit: number;
}

const COLUMNS: readonly Column<ModelCall>[] = [
  { title: 'CALL', of: ({ id }) => short(id) },
  { title: 'WHEN', of: ({ at }) => moment(at) },
  { title: 'FOR', of: ({ purpose }) => purpose },
  { title: 'STATUS', of: ({ status, failure }) => failure ?? status, state: true },
  { title: 'MODEL', of: ({ modelReturned, modelAsked }) => plain(modelReturned ?? modelAsked) },
  { title: 'TOKENS', of: ({ countedTokens }) => String(countedTokens) },
  { title: 'BY', of: ({ actor }) => actor?.name ?? 'the lab', spare: true },
];

export function addModel(line: CommandLine): void {
  const group = line.group('model', 'The model: what it can do, and every call of it');
  line.leaf(group, 'show', 'Shows the model, whether it can be reached, and what it can do', show);
  line
    .leaf<CallsOptions>(group, 'calls', 'Lists calls of the model, the newest first', calls)
    .option('--run <run>', 'for this run only')
    .option('--draft <draft>', 'for this draft only')
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 50);
}

async function show(session: Session): Promise<void> {
  const model = await session.api.call('showModel');
  const can = Object.entries(model.can ?? {}).map(([what, able]) => `${what}: ${able ? 'yes' : 'no'}`);
  session.show(model, () =>
    session.fields([
      ['model', model.provider === 'simulated' ? `${model.model} (simulated model)` : model.model],
      ['provider', model.provider],
      ['interface', model.api],
      ['reachable', model.reachable ? 'yes' : 'no'],
      ['can', can],
      ['problem', model.problem && plain(model.problem)],
    ]),
  );
}

async function calls(session: Session, { run, draft, limit }: CallsOptions): Promise<void> {
  const query: RequestOf<'listModelCalls'>['query'] = {
    ...(run === undefined ? {} : { run: await runId(session.api, run) }),
    ...(draft === undefined ? {} : { draft: await draftId(session.api, draft) }),
  };
  session.table(await session.api.list('listModelCalls', { query }, limit), COLUMNS, 'the model was not called');
}
