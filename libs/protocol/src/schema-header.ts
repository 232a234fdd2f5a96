import { PROTOCOL_SCHEMA } from './protocol.schema';
import { didYouMean } from './suggestion';

const HEADER = /^#\s*yaml-language-server:\s*\$schema=(\S+)/;
/** Our schemas, by file or by address. */
const OURS = /\blabwright\.dev\/\S*/;

/** A line that tells editors where the JSON Schema of a YAML document is: a file beside it, or an address. */
export function schemaHeader(place: string): string {
  return `# yaml-language-server: $schema=${place}`;
}

/** What is wrong with such a header, and where it is: characters from 0. */
export interface HeaderFault {
  readonly message: string;
  readonly offset: number;
  readonly suggestion: string;
  readonly allowed: readonly string[];
}

/**
 * A header that names another schema of Labwright than this one: the editor would check a document of another language. Only comments
 * before the document are looked at. Where the schema is on this machine is the author's business.
 */
export function headerFault(text: string): HeaderFault | undefined {
  let offset = 0;
  while (text.startsWith('#', offset) || /^\s/.test(text.charAt(offset))) {
    const end = text.indexOf('\n', offset);
    const line = text.slice(offset, end < 0 ? undefined : end).trimEnd();
    const named = HEADER.exec(line)?.[1];
    const ours = named === undefined ? undefined : OURS.exec(named)?.[0];
    if (ours !== undefined && ours !== PROTOCOL_SCHEMA) {
      const message = `the header names the schema ${ours.slice(0, 80)}; protocols are of ${PROTOCOL_SCHEMA}`;
      const { suggestion = `write ${schemaHeader(`https://${PROTOCOL_SCHEMA}`)}` } = didYouMean(ours, [PROTOCOL_SCHEMA]);
      return { message, offset, suggestion, allowed: [PROTOCOL_SCHEMA] };
    }
    if (end < 0) return undefined;
    offset = end + 1;
  }
  return undefined;
}
