/** Kinds of data that a model is shown. Text that came from outside goes to a model in one of these and in no other way. */
export const DataKinds = [
  'request',
  'constraints',
  'files',
  'vocabulary',
  'fleet',
  'policy',
  'examples',
  'current_draft',
  'instruction',
  'diagnostics',
  'sentences',
  'expected_photo',
  'question',
  'context',
  'readings',
  'bounds',
  'answer_format',
] as const;
export type DataKind = (typeof DataKinds)[number];

/** One thing that a model is shown: data, whatever is written in it. `value` is JSON. */
export interface DataBlock {
  readonly kind: DataKind;
  readonly value: unknown;
}

/** As it goes to a model: a text of its own, `{"data": <kind>, "value": ...}`. */
export function dataText({ kind, value }: DataBlock): string {
  return JSON.stringify({ data: kind, value });
}
