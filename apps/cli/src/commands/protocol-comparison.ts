import type { Command } from 'commander';
import type { ProtocolDiff } from '../api/generated/protocols';
import type { CommandLine } from '../command-line';
import type { Session } from '../session';
import { plain, type Colour } from '../show/paint';
import { protocolHash } from './named';

type Change = ProtocolDiff['changes'][number];
const MARKS: Readonly<Record<Change['change'], readonly [mark: string, colour: Colour]>> = {
  added: ['+', 'green'],
  removed: ['-', 'red'],
  changed: ['~', 'yellow'],
};

export function addProtocolComparison(line: CommandLine, group: Command): void {
  line.leaf<object, [string, string]>(
    group,
    'diff <before> <after>',
    'Says what is different between two protocols, by step and quantity',
    diff,
  );
  line
    .leaf<{ draft?: boolean }>(group, 'schema', 'Prints the JSON Schema of protocols, for editors; needs no API', printSchema)
    .option('--draft', 'that of drafts, for models')
    .addHelpText(
      'after',
      '\nlabwright protocols schema > protocol.schema.json\nand as first line of a protocol beside it: # yaml-language-server: $schema=protocol.schema.json',
    );
}

async function printSchema(session: Session, { draft }: { draft?: boolean }): Promise<void> {
  const { draftJsonSchema, protocolJsonSchema } = await import('@labwright/protocol');
  const schema = draft ? draftJsonSchema() : protocolJsonSchema();
  session.show(schema, () => [JSON.stringify(schema, null, 2)]);
}

async function diff(session: Session, _options: object, before: string, after: string): Promise<void> {
  const [hash, other] = [await protocolHash(session.api, before), await protocolHash(session.api, after)];
  const difference = await session.api.call('diffProtocols', { path: { hash }, query: { with: other } });
  session.show(difference, () => diffLines(session, difference));
}

function diffLines(session: Session, { before, after, same, changes }: ProtocolDiff): readonly string[] {
  const { paint } = session;
  const named = ({ hash, name, version }: ProtocolDiff['before']) => `${name} ${version} (${hash.slice(0, 8)})`;
  if (same) return [`${named(before)} and ${named(after)} are the same`];
  return [
    paint('bold', `${named(before)} -> ${named(after)}`),
    ...changes.flatMap(({ change, of, id, words, values }) => {
      const [mark, colour] = MARKS[change];
      const head = paint(colour, `${mark} ${of === 'protocol' ? id || 'protocol' : `${of} ${id}`}`);
      // The sentence says it all where nothing has a value of its own.
      const details =
        change === 'changed'
          ? values.map(
              (it) =>
                `    ${plain(it.field)}: ${it.before ?? 'nothing'} -> ${it.after ?? 'nothing'}${it.sameAmount ? ' (the same amount)' : ''}`,
            )
          : [];
      return [details.length > 0 ? head : `${head}: ${plain(words)}`, ...details];
    }),
  ];
}
