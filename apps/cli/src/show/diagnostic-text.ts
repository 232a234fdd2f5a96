import { cellsOf, graphemes, plain, widthOf, withoutControls, type Colour, type Paint } from './paint';

/** What somebody found wrong in a text: the compiler in a protocol, the API in a fleet file. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'info';
  /** JSON pointer into the document. */
  readonly path: string;
  readonly message: string;
  readonly allowed?: readonly string[] | undefined;
  readonly suggestion?: string | undefined;
  /** In the text, from 1. */
  readonly position?: { readonly line: number; readonly column: number } | undefined;
}

const COLOURS: Readonly<Record<Finding['severity'], Colour>> = { error: 'red', warning: 'yellow', info: 'blue' };
const SEVERITIES = ['error', 'warning', 'info'];
/** Cells of a line of the source that are shown; a longer one is cut around the place. */
const SOURCE_WIDTH = 110;
/** Cells before the place in a line that is cut. */
const LEAD = 40;

/** Findings in the order of the text; those without a place, which are about the whole, come last. */
export function sortedDiagnostics<It extends Finding>(diagnostics: readonly It[]): readonly It[] {
  const line = ({ position }: Finding) => position?.line ?? Number.MAX_SAFE_INTEGER;
  return diagnostics.toSorted(
    (a, b) =>
      line(a) - line(b) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      a.path.localeCompare(b.path),
  );
}

/** All findings, each with its place and a caret under it in the source, and how many there are. */
export function diagnosticLines(diagnostics: readonly Finding[], file: string, source: string, paint: Paint): readonly string[] {
  const lines = source.split(/\r?\n/);
  const blocks = sortedDiagnostics(diagnostics).flatMap((finding) => [...block(finding, file, lines, paint), '']);
  return [...blocks, countOf(diagnostics)];
}

function block(finding: Finding, file: string, lines: readonly string[], paint: Paint): readonly string[] {
  const { code, severity, position, path, message, allowed, suggestion } = finding;
  const place = position ? `${file}:${position.line}:${position.column}` : `${file}${path ? ` ${path}` : ''}`;
  const head = `${paint('bold', place)}: ${paint(COLOURS[severity], [severity, code].filter(Boolean).join(' '))}: ${plain(message)}`;
  const source = position ? excerpt(position, lines, (text) => paint(COLOURS[severity], text)) : [];
  const more = [
    // Most messages name what is allowed in their sentence.
    ...(allowed?.some((it) => !message.includes(it)) ? [`allowed: ${allowed.map(plain).join(', ')}`] : []),
    ...(suggestion ? [`try: ${plain(suggestion)}`] : []),
  ];
  return [head, ...source, ...more.map((text) => `  ${text}`)];
}

/**
 * The line of the place, and a caret under its column. Columns count UTF-16 units, as the parser of YAML does; cells are what a terminal
 * shows: none for a combining mark, two for a wide character. Of a long line only what is near the place is looked at.
 */
function excerpt(
  { line, column }: { line: number; column: number },
  lines: readonly string[],
  mark: (text: string) => string,
): readonly string[] {
  const text = lines[line - 1];
  if (text === undefined) return [];
  const at = Math.min(column - 1, text.length);
  const near = text.slice(Math.max(0, at - 4 * SOURCE_WIDTH), at);
  const isCut = near.length < at || widthOf(near) > SOURCE_WIDTH - 10;
  const before = isCut ? ending(near, LEAD) : near;
  const lead = isCut ? '…' : '';
  const after = beginning(text.slice(at, at + 4 * SOURCE_WIDTH), SOURCE_WIDTH - widthOf(before));
  const number = String(line);
  return [
    `  ${number} | ${lead}${withoutControls(before + after)}`,
    `  ${' '.repeat(number.length)} | ${' '.repeat(lead.length)}${blank(before)}${mark('^')}`,
  ];
}

/** As wide as the text, with nothing in it. A tab stays a tab, so that both lines are as wide wherever tabs stop. */
function blank(text: string): string {
  return text
    .split('\t')
    .map((part) => ' '.repeat(widthOf(withoutControls(part))))
    .join('\t');
}

/** As much of the beginning of a text as fits into so many cells. */
function beginning(text: string, width: number): string {
  let end = 0;
  let cells = 0;
  for (const { segment, index } of graphemes(text)) {
    cells += cellsOf(segment);
    if (cells > width) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** As much of the end of a text as fits into so many cells. */
function ending(text: string, width: number): string {
  let over = widthOf(text) - width;
  for (const { segment, index } of graphemes(text)) {
    if (over <= 0) return text.slice(index);
    over -= cellsOf(segment);
  }
  return '';
}

function countOf(diagnostics: readonly Finding[]): string {
  const words = { error: ['error', 'errors'], warning: ['warning', 'warnings'], info: ['note', 'notes'] } as const;
  const counts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = diagnostics.filter((it) => it.severity === severity).length;
    return count === 0 ? [] : [`${count} ${words[severity][count === 1 ? 0 : 1]}`];
  });
  return counts.join(', ') || 'no findings';
}
