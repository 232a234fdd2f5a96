import type { Policy } from '../api/generated/policy';
import type { ScreenedText, ScreeningHold } from '../api/generated/screening';
import { wholeBetween, type CommandLine } from '../command-line';
import { CommandFailure, ExitCode } from '../exit-code';
import type { Session } from '../session';
import { moment } from '../show/duration';
import { plain } from '../show/paint';
import type { Column } from '../show/table';
import { addHeldDrafts } from './held-drafts';
import { credentialOf, protocolHash, short } from './named';

/** Holds that are looked through for one. */
const LOOK_BACK = 1_000;

const COLUMNS: readonly Column<ScreeningHold>[] = [
  { title: 'HASH', of: ({ hash }) => short(hash) },
  { title: 'NAME', of: ({ name }) => name },
  { title: 'VERSION', of: ({ version }) => version },
  { title: 'STATE', of: ({ decision, status }) => decision?.decision ?? status, state: true },
  { title: 'AUTHOR', of: ({ author }) => author.name, spare: true },
  { title: 'HELD', of: ({ heldAt }) => moment(heldAt) },
  { title: 'RULES', of: ({ findings }) => [...new Set(findings.map(({ rule }) => rule))].join(', ') },
];

const TEXT_COLUMNS: readonly Column<ScreenedText>[] = [
  { title: 'WHEN', of: ({ at }) => moment(at) },
  { title: 'WHAT', of: ({ subject }) => subject },
  { title: 'BY', of: ({ actor }) => actor },
  { title: 'RUN', of: ({ run }) => (run === null ? '' : short(run)), spare: true },
  { title: 'FOUND', of: ({ findings }) => plain(findings.map(({ message }) => message).join('; ')) },
];

export function addScreening(line: CommandLine): void {
  const group = line.group('screening', 'Screening: what is held for the biosafety officer');
  line
    .leaf<{ all?: boolean; limit: number }>(group, 'list', 'Lists protocols that are held, the one that waits longest first', list)
    .option('--all', 'also what is decided')
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 50);
  line.leaf<object, [string]>(group, 'show <protocol>', 'Shows what was found in a protocol, by which rule and list', show);
  line
    .leaf<{ reason: string }, [string]>(group, 'release <protocol>', 'Lets a held protocol go into review, signed', release)
    .requiredOption('--reason <text>', 'why it may go on');
  line
    .leaf<{ reason: string }, [string]>(group, 'reject <protocol>', 'Rejects a held protocol, signed and for good', reject)
    .requiredOption('--reason <text>', 'why not');
  line
    .leaf<{ limit: number }>(group, 'texts', 'Lists notes, answers and texts of devices in which something was found', texts)
    .option('--limit <n>', 'at most so many', wholeBetween(1, 10_000), 50);
  addHeldDrafts(line, group);
  const policy = line.group('policy', 'The site policy: what this lab may do');
  line.leaf(policy, 'show', 'Shows the policy in force, with its version', showPolicy);
}

async function list(session: Session, { all, limit }: { all?: boolean; limit: number }): Promise<void> {
  const query = all ? { all: 'true' as const } : {};
  session.table(await session.api.list('listHolds', { query }, limit), COLUMNS, 'nothing is held');
}

async function show(session: Session, _options: object, named: string): Promise<void> {
  const hash = await protocolHash(session.api, named);
  const found = (await session.api.list('listHolds', { query: { all: 'true' } }, LOOK_BACK)).filter((each) => each.hash === hash);
  const hold = found.at(-1);
  if (!hold)
    throw new CommandFailure(ExitCode.failed, `screening does not hold "${named}"; \`labwright screening list --all\` lists what it held`);
  session.show(hold, () => [
    ...session.fields([
      ['protocol', `${hold.name} ${hold.version}`],
      ['hash', hold.hash],
      ['title', plain(hold.title)],
      ['status', hold.status],
      ['author', hold.author.name],
      ['held', moment(hold.heldAt)],
      ['policy', short(hold.policyVersion)],
      ['decision', hold.decision && `${hold.decision.decision} by ${hold.decision.by.name}: ${plain(hold.decision.reason)}`],
    ]),
    ...hold.findings.map(
      ({ path, message, rule, list: from, version }) => `${path || '/'}: ${plain(message)} [${rule}, ${from} ${version}]`,
    ),
    `read against ${hold.lists.join(', ')}`,
  ]);
}

async function release(session: Session, { reason }: { reason: string }, named: string): Promise<void> {
  const hash = await protocolHash(session.api, named);
  const protocol = await session.api.call('releaseProtocol', { path: { hash }, body: { reason, credential: credentialOf(session) } });
  session.show(protocol, () => [`${protocol.name} ${protocol.version} is ${protocol.status}; it still needs its review`]);
}

async function reject(session: Session, { reason }: { reason: string }, named: string): Promise<void> {
  const hash = await protocolHash(session.api, named);
  const protocol = await session.api.call('rejectProtocol', { path: { hash }, body: { reason, credential: credentialOf(session) } });
  session.show(protocol, () => [`${protocol.name} ${protocol.version} is ${protocol.status}`]);
}

async function texts(session: Session, { limit }: { limit: number }): Promise<void> {
  session.table(await session.api.list('listScreenedTexts', {}, limit), TEXT_COLUMNS, 'nothing was found in a text');
}

async function showPolicy(session: Session): Promise<void> {
  const it: Policy = await session.api.call('getPolicy', {});
  session.show(it, () => [
    ...session.fields([
      ['version', it.version],
      ['from', it.builtin ? 'built in; no policy was given' : `a file, accepted ${moment(it.acceptedAt ?? '')}`],
    ]),
    ...JSON.stringify(it.policy, null, 2).split('\n'),
  ]);
}
