import type { Diagnostic, DiagnosticCode } from './diagnostic';
import { isRecord, pointerOf, type DocumentPath } from './pointer';
import type { SourcePositions } from './source-positions';

/** What a finding may say beside its message. */
export interface FindingDetail {
  readonly allowed?: readonly string[];
  readonly suggestion?: string;
  /** Of a `W_` code; a warning where absent. */
  readonly severity?: 'warning' | 'info';
  /** Where in the text at this place it is: characters from 0. */
  readonly characters?: { readonly start: number; readonly end: number };
}

/** What a model cannot mend by editing the protocol. */
const NOT_FOR_MODELS: readonly DiagnosticCode[] = ['W_UNVERIFIED_DRIVER', 'E_CAPACITY', 'W_CALIBRATION', 'E_BIOSAFETY_HOLD'];

/** Place of each field among those of its object. */
type FieldPlaces = ReadonlyMap<string, number>;

/**
 * Where a path comes in the document, as the index of each of its segments. A field that is not there comes last. `known` keeps the fields of
 * each object: one with a hundred thousand may have as many findings.
 */
function orderOf(document: unknown, path: DocumentPath, known: WeakMap<object, FieldPlaces>): readonly number[] {
  let value = document;
  return path.map((segment) => {
    if (Array.isArray(value)) {
      value = value[Number(segment)];
      return Number(segment);
    }
    const record = isRecord(value) ? value : undefined;
    const places = record && (known.get(record) ?? new Map(Object.keys(record).map((name, i) => [name, i])));
    if (record && places) known.set(record, places);
    const index = places?.get(String(segment));
    value = index === undefined ? undefined : record?.[String(segment)];
    return index ?? Number.MAX_SAFE_INTEGER;
  });
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Collects what the passes find; two equal findings count once. Given out in the order of the document, then by code and message. */
export class Findings {
  private readonly fields = new WeakMap<object, FieldPlaces>();
  private readonly found = new Map<string, { diagnostic: Diagnostic; order: readonly number[] }>();

  constructor(
    private readonly document: unknown,
    private readonly positions: SourcePositions | undefined,
  ) {}

  /** Adds one finding. The first letter of the code says whether it is an error. */
  add(
    code: DiagnosticCode,
    path: DocumentPath,
    message: string,
    { characters, severity: weight = 'warning', ...detail }: FindingDetail = {},
  ): void {
    const severity = code.startsWith('E_') ? 'error' : weight;
    const position = characters && this.positions?.within(path, characters.start);
    const diagnostic = {
      code,
      severity,
      path: pointerOf(path),
      message,
      ...detail,
      fixableByModel: !NOT_FOR_MODELS.includes(code),
    } as const;
    this.take(position ? { ...diagnostic, position } : diagnostic, path);
  }

  /** Adds a finding that is complete, such as one of an injected pass. */
  take(diagnostic: Diagnostic, path: DocumentPath = segmentsOf(diagnostic.path)): void {
    const position = diagnostic.position ?? this.positions?.at(path);
    const key = JSON.stringify([diagnostic.code, diagnostic.path, diagnostic.message]);
    if (!this.found.has(key)) {
      this.found.set(key, {
        diagnostic: position ? { ...diagnostic, position } : diagnostic,
        order: orderOf(this.document, path, this.fields),
      });
    }
  }

  get hasErrors(): boolean {
    return [...this.found.values()].some(({ diagnostic }) => diagnostic.severity === 'error');
  }

  list(): readonly Diagnostic[] {
    const text = (d: Diagnostic) => `${d.code} ${d.message}`;
    return [...this.found.values()]
      .sort((a, b) => compare(a.order, b.order) || (text(a.diagnostic) < text(b.diagnostic) ? -1 : 1))
      .map(({ diagnostic }) => diagnostic);
  }
}

function segmentsOf(pointer: string): DocumentPath {
  return pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}
