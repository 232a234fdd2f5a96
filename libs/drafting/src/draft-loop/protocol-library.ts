import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { ProtocolSchema, draftOf, parseProtocol, type Protocol } from '@labwright/protocol';
import { ranking } from './relevance';
import { writtenSteps } from '../provenance/written-steps';

/** A protocol of the library. */
export interface LibraryProtocol {
  readonly slug: string;
  readonly protocol: Protocol;
}

/** A protocol of the library as a model is shown it: as a draft, in which what is null is left out. */
export interface Example {
  readonly slug: string;
  readonly title: string;
  readonly draft: unknown;
}

/** Characters of the JSON of all examples together; a draft has some thousands for each ten steps. */
const MOST_CHARACTERS = 60_000;

/**
 * Every protocol of a folder that has one a folder, `<slug>/protocol.yaml`; of the product's own where none is given. One that this version does
 * not read is left out. Between two of them others have their turn: all together they take a second.
 */
export async function readLibrary(folder = ownLibrary()): Promise<readonly LibraryProtocol[]> {
  const slugs = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const library: LibraryProtocol[] = [];
  for (const slug of slugs.map(({ name }) => name).toSorted()) {
    await setImmediate();
    const { document } = parseProtocol(readFileSync(path.join(folder, slug, 'protocol.yaml'), 'utf8'));
    const read = ProtocolSchema.safeParse(document);
    if (read.success) library.push({ slug, protocol: read.data });
  }
  return library;
}

/** The protocols that fit a request best, the best first; none that has no word of it, and fewer where they are long. Pure. */
export function examplesFor(request: string, library: readonly LibraryProtocol[], most = 2): readonly Example[] {
  const ranked = ranking(request, library, ({ protocol }) => ({ title: `${protocol.name} ${protocol.title}`, body: bodyOf(protocol) }));
  let left = MOST_CHARACTERS;
  const examples: Example[] = [];
  for (const { item, score } of ranked) {
    if (score <= 0 || examples.length >= most) break;
    const draft = withoutNulls(draftOf(item.protocol));
    const size = JSON.stringify(draft).length;
    if (size > left) continue;
    left -= size;
    examples.push({ slug: item.slug, title: item.protocol.title, draft });
  }
  return examples;
}

/** What is built looks for the library from where it is, up to the root of the product. */
function ownLibrary(): string {
  for (let at = __dirname; at !== path.dirname(at); at = path.dirname(at)) {
    const found = path.join(at, 'protocols');
    if (existsSync(path.join(found, 'protocol.schema.json'))) return found;
  }
  throw new Error(`there is no folder protocols/ in or above ${__dirname}`);
}

function bodyOf(protocol: Protocol): string {
  const { purpose = '', materials = [], steps } = protocol;
  const texts = [...JSON.stringify(steps).matchAll(/"(?:title|instruction|capability|say|question)":"((?:[^"\\]|\\.)*)"/g)].map(
    (match) => match[1],
  );
  return [purpose, ...materials.map(({ name }) => name), ...writtenSteps(protocol).keys(), ...texts].join(' ');
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const there = Object.entries(value).filter(([, each]) => each !== null);
  return Object.fromEntries(there.map(([name, each]) => [name, withoutNulls(each)]));
}
