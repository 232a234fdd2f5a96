import { zodTextFormat } from 'openai/helpers/zod';
import { dataText } from '../data-block';
import type { ModelRequest } from '../model-port';
import { storableJson } from '../storable-text';

/**
 * What is asked, as texts. An endpoint that knows no strict schema is shown the schema as data; what comes is checked all the same.
 */
export function textsOf({ data, answer }: ModelRequest<unknown>, strictSchema: boolean): readonly string[] {
  const texts = data.map(dataText);
  if (strictSchema) return texts;
  const { schema } = zodTextFormat(answer.schema, answer.name);
  return [...texts, dataText({ kind: 'answer_format', value: { format: 'JSON', name: answer.name, schema } })];
}

/** The value that a text has to be, with texts that can be kept, or what is wrong with it. */
export function valueIn<T>(text: string, { schema }: ModelRequest<T>['answer']): { readonly value: T } | { readonly wrong: string } {
  let json: unknown;
  try {
    json = storableJson(text);
  } catch {
    return { wrong: text === '' ? 'the answer is empty' : 'the answer is no JSON' };
  }
  const read = schema.safeParse(json);
  if (read.success) return { value: read.data };
  const [issue] = read.error.issues;
  return { wrong: `the answer does not fit: ${issue?.path.join('/') || 'as a whole'}: ${issue?.message ?? 'unknown'}` };
}
