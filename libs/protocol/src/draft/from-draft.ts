import type { Diagnostic } from '../diagnostic';
import { Findings } from '../findings';
import { isRecord, pointerOf, valueAt, type DocumentPath } from '../pointer';
import { PROTOCOL_SCHEMA } from '../protocol.schema';
import { DraftSchema, RootShape, StepShape, type Draft, type DraftStep } from './draft.schema';
import { LIST, NAME, type Fields, type Shape } from './shape';
import { placeSteps, type StepPlaces } from './step-places';

/** A draft as a document for the compiler. */
export interface ReadDraft {
  /** Null when it is no draft, or when nobody can say where a step of it belongs; the diagnostics say why. */
  readonly document: Record<string, unknown> | null;
  /** Paths in them are paths of the draft. */
  readonly diagnostics: readonly Diagnostic[];
  /** The JSON pointer into the draft of a JSON pointer into the document; of a field that is not there, where it would be. */
  readonly placeOf: (pointer: string) => string;
}

/** Most issues of the schema that are told of one draft. */
const MAX_ISSUES = 100;

/** Maps a draft onto the canonical form, unchecked beyond its own schema. Pure, and never throws, whatever the value. */
export function readDraft(draft: unknown): ReadDraft {
  const findings = new Findings(draft, undefined);
  const nothing = () => ({ document: null, diagnostics: findings.list(), placeOf: (pointer: string) => pointer });
  const result = DraftSchema.safeParse(draft);
  if (!result.success) {
    for (const { path, message } of result.error.issues.slice(0, MAX_ISSUES)) {
      const place = path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
      const missing = valueAt(draft, place) === undefined && place.length > 0;
      findings.add('E_SCHEMA', place, missing ? `"${place.join('.')}" is missing; what is not there is null` : message);
    }
    return nothing();
  }
  const sound = result.data as unknown as Draft;
  const places = placeSteps(sound.steps, findings);
  const mapping = new Mapping(findings);
  const document = places && { schema: PROTOCOL_SCHEMA, ...mapping.fields(RootShape, sound, [], []), steps: mapping.steps(sound, places) };
  // A name that is there twice: one of the two would be lost in silence.
  return document && !findings.hasErrors ? { document, diagnostics: [], placeOf: (pointer) => mapping.placeOf(pointer) } : nothing();
}

/** Writes the document and keeps where each part of it came from. Paths: first of the document, then of the draft. */
class Mapping {
  private readonly origins = new Map<string, string>();

  constructor(private readonly findings: Findings) {}

  placeOf(pointer: string): string {
    for (let length = pointer.length; length > 0; length = pointer.lastIndexOf('/', length - 1)) {
      const origin = this.origins.get(pointer.slice(0, length));
      if (origin !== undefined) return origin + pointer.slice(length);
    }
    return pointer;
  }

  steps(draft: Draft, places: StepPlaces): readonly unknown[] {
    const list = (numbers: readonly number[], path: DocumentPath): readonly unknown[] =>
      numbers.map((number, i) => {
        const step = draft.steps[number] as DraftStep;
        const at = [...path, i];
        const made = this.fields(StepShape, step, at, ['steps', number]);
        this.note(at, ['steps', number]);
        if (step.kind === 'repeat') made['body'] = list(places.in(number, 'body'), [...at, 'body']);
        const { cases, else: otherwise } = made;
        if (Array.isArray(cases))
          for (const [j, each] of cases.entries()) each.steps = list(places.in(number, j), [...at, 'cases', j, 'steps']);
        if (isRecord(otherwise)) otherwise['steps'] = list(places.in(number, 'else'), [...at, 'else', 'steps']);
        return made;
      });
    return list(places.in(null, 'body'), ['steps']);
  }

  /** What is null is left out. */
  fields(fields: Fields, value: Readonly<Record<string, unknown>>, to: DocumentPath, from: DocumentPath): Record<string, unknown> {
    const there = [...fields].filter(([name, { shape }]) => shape.is !== 'steps' && value[name] !== null && value[name] !== undefined);
    const made = there.flatMap(([name, { shape }]) => {
      const part = this.value(shape, value[name], [...to, name], [...from, name]);
      return part === undefined ? [] : [[name, part] as const];
    });
    return Object.fromEntries(made);
  }

  private note(to: DocumentPath, from: DocumentPath): void {
    this.origins.set(pointerOf(to), pointerOf(from));
  }

  private value(shape: Shape, value: unknown, to: DocumentPath, from: DocumentPath): unknown {
    this.note(to, from);
    switch (shape.is) {
      case 'value':
        return value;
      case 'steps':
        return undefined;
      case 'mark':
        return value === true ? {} : undefined;
      case 'list':
        return this.list(shape.item, value, to, from);
      case 'object':
        return this.fields(shape.fields, value as Record<string, unknown>, to, from);
      case 'either':
        return this.either(shape, value as Record<string, unknown>, to, from);
      case 'entries':
        return this.entries(shape, value as readonly Record<string, unknown>[], to, from);
    }
  }

  private list(item: Shape, value: unknown, to: DocumentPath, from: DocumentPath): readonly unknown[] {
    return (value as readonly unknown[]).map((each, i) => this.value(item, each, [...to, i], [...from, i]));
  }

  /** A list where there is one. With other fields beside it nobody can say which is meant, and the compiler says that `list` is none. */
  private either(shape: Extract<Shape, { is: 'either' }>, value: Record<string, unknown>, to: DocumentPath, from: DocumentPath): unknown {
    const made = this.fields(shape.fields, value, to, from);
    if (value[LIST] === null || value[LIST] === undefined) return made;
    if (Object.keys(made).length > 0) return { ...made, [LIST]: value[LIST] };
    return this.list(shape.item, value[LIST], to, [...from, LIST]);
  }

  private entries(
    { value: shape }: Extract<Shape, { is: 'entries' }>,
    entries: readonly Record<string, unknown>[],
    to: DocumentPath,
    from: DocumentPath,
  ): Record<string, unknown> {
    const made = new Map<string, unknown>();
    for (const [i, entry] of entries.entries()) {
      const name = String(entry[NAME]);
      const place = [...from, i];
      if (made.has(name)) {
        this.findings.add('E_SCHEMA', [...place, NAME], `the name "${name.slice(0, 80)}" is there twice`);
        continue;
      }
      const inline = shape.is === 'object' || shape.is === 'either';
      made.set(name, this.value(shape, inline ? entry : entry['value'], [...to, name], inline ? place : [...place, 'value']));
    }
    return Object.fromEntries(made);
  }
}
