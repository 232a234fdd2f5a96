import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { z } from 'zod';
import { issueWords } from './issue-words';

/** One thing that is wrong with a request. */
export interface InputFault {
  /** Which part of the request. */
  readonly in: 'body' | 'query' | 'path' | 'header';
  /** JSON pointer (RFC 6901) into that part. */
  readonly pointer: string;
  readonly message: string;
}

/** A request that does not fit the schema of its route. */
export class InputRefused extends Error {
  constructor(readonly faults: readonly InputFault[]) {
    super(faults.map((fault) => `${fault.in === 'body' ? '' : `${fault.in} `}${fault.pointer} ${fault.message}`.trim()).join('; '));
  }
}

const PARTS: Readonly<Record<string, InputFault['in']>> = { body: 'body', query: 'query', param: 'path' };
const MAX_FAULTS = 50;

/** Checks body, query and path against the schema stated at the parameter, and hands on what the schema makes of them. */
@Injectable()
export class SchemaPipe implements PipeTransform {
  async transform(value: unknown, { type, data, schema }: ArgumentMetadata): Promise<unknown> {
    const part = PARTS[type];
    if (!part || !(schema instanceof z.ZodType)) return value;
    const result = await schema.safeParseAsync(value, { error: issueWords });
    if (result.success) return result.data;
    const base = data === undefined ? [] : [data];
    const faults = result.error.issues.flatMap((issue) => {
      const at = [...base, ...issue.path];
      const places = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...at, key]) : [at];
      return places.map((place) => ({ in: part, pointer: pointerOf(place), message: issue.message }));
    });
    throw new InputRefused(faults.slice(0, MAX_FAULTS));
  }
}

/** RFC 6901. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
