/* The protocols that come with Labwright, on the fleet of the embedded lab: what the compiler is tried on. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { built } from '../bench/built.mjs';

const FOLDER = path.resolve(import.meta.dirname, '../../protocols');
const { parseProtocol } = built('libs/protocol/src');
export const { embeddedLab: fleet } = built('libs/protocol/src/fixtures/embedded-lab.js');

/** Name and document of each, in the order of their names. */
export function library() {
  const names = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return names
    .map(({ name }) => name)
    .toSorted()
    .map((name) => {
      const { document, diagnostics } = parseProtocol(readFileSync(path.join(FOLDER, name, 'protocol.yaml'), 'utf8'));
      if (!document) throw new Error(`protocols/${name}: ${diagnostics[0]?.message}`);
      return { name, document };
    });
}
