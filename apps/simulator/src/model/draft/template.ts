import fs from 'node:fs';
import path from 'node:path';
import { draftOf, parseProtocol, ProtocolSchema, type Draft } from '@labwright/protocol';

/** A protocol of the library as a draft to start from. */
export interface Template {
  /** Its folder in the library. */
  readonly slug: string;
  readonly title: string;
  readonly draft: Draft;
}

const MARK = 'protocol.schema.json';
/** From here to the root of the project: six folders as source, seven as built. */
const HIGHEST = 8;

/** The folder of the protocol library, found from here upwards. @throws Error when there is none */
export function libraryFolder(from = __dirname): string {
  let folder = from;
  for (let i = 0; i < HIGHEST; i += 1) {
    const library = path.join(folder, 'protocols');
    if (fs.existsSync(path.join(library, MARK))) return library;
    folder = path.dirname(folder);
  }
  throw new Error(`no folder "protocols" with ${MARK} above ${from}; the simulated model drafts from it`);
}

/** All protocols of a library, in the order of their names. @throws Error for one that is no protocol */
export function readTemplates(library = libraryFolder()): readonly Template[] {
  const slugs = fs.readdirSync(library, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return slugs
    .map(({ name }) => name)
    .toSorted()
    .map((slug) => {
      const { document } = parseProtocol(fs.readFileSync(path.join(library, slug, 'protocol.yaml'), 'utf8'));
      const protocol = ProtocolSchema.parse(document);
      return { slug, title: protocol.title, draft: draftOf(protocol) };
    });
}
