import { Composer, isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, type Pair } from 'yaml';
import type { Diagnostic } from './diagnostic';
import { checkDocumentBounds, MAX_DEPTH, MAX_TEXT_BYTES, MAX_VALUES } from './document-bounds';
import { Findings } from './findings';
import { isRecord, pointerOf, type DocumentPath } from './pointer';
import { headerFault, type HeaderFault } from './schema-header';
import { SourcePositions, type SourcePosition, type TextInSource } from './source-positions';
import { yamlTokens } from './yaml-tokens';

/** A document as JSON value, with the places in its text when it came as text. */
export interface ParsedProtocol {
  /** Null when the input is no document at all; the diagnostics say why. */
  readonly document: Record<string, unknown> | null;
  readonly positions: SourcePositions | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads YAML 1.2 or JSON text (JSON is YAML), or takes an object as it is. Only what JSON can say is accepted: no anchors, aliases, tags,
 * merge keys, second documents or repeated fields. Never throws. Text is bounded at 10 MB, nesting at 48 levels.
 */
export function parseProtocol(source: string | object): ParsedProtocol {
  return typeof source === 'string' ? parseText(source) : finish(source, undefined, new Findings(source, undefined));
}

function finish(document: unknown, positions: SourcePositions | undefined, findings: Findings): ParsedProtocol {
  const sound = checkDocumentBounds(document, findings);
  if (sound && !isRecord(document)) findings.add('E_SCHEMA', [], 'a protocol is an object with fields such as schema, name and steps');
  return { document: !findings.hasErrors && isRecord(document) ? document : null, positions, diagnostics: findings.list() };
}

function refused(message: string, position: SourcePosition = { line: 1, column: 1 }): ParsedProtocol {
  const diagnostic: Diagnostic = { code: 'E_SCHEMA', severity: 'error', path: '', message, position, fixableByModel: true };
  return { document: null, positions: undefined, diagnostics: [diagnostic] };
}

function parseText(text: string): ParsedProtocol {
  if (text.length > MAX_TEXT_BYTES || Buffer.byteLength(text) > MAX_TEXT_BYTES)
    return refused(`the text is larger than ${MAX_TEXT_BYTES} bytes`);
  const lines = new LineCounter();
  const tokens = yamlTokens(text, lines);
  if ('refused' in tokens) return refused(tokens.refused);
  // Repeated fields are looked for in the walk below: the parser's own check takes time in the square of the fields.
  const documents = [...new Composer({ uniqueKeys: false, schema: 'core', logLevel: 'silent' }).compose(tokens, true, text.length)];
  const at = (offset: number): SourcePosition => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [first, second] = documents;
  if (!first?.contents) return refused('the text is empty');
  const all = documents.flatMap((document) => document.errors);
  // One tab makes the parser lose its place; what it says after that is noise.
  const tabs = all.filter((error) => error.code === 'TAB_AS_INDENT');
  const errors = tabs.length > 0 ? tabs : all;
  if (errors.length > 0) {
    const diagnostics = errors
      .slice(0, 100)
      .flatMap((error) => refused(yamlMessage(error.code, error.message), at(error.pos[0])).diagnostics);
    return { document: null, positions: undefined, diagnostics };
  }
  if (second) return refused('the text holds more than one document', at(second.range[0]));
  return new Reader(at, text).read(first.contents, headerFault(text));
}

function yamlMessage(code: string, message: string): string {
  return code === 'TAB_AS_INDENT' ? 'a tab cannot indent YAML; use spaces' : message;
}

/** Turns the tree of the text into a JSON value; notes where each part stands and what JSON cannot say. */
class Reader {
  private readonly positions = new Map<string, SourcePosition>();
  private readonly faults: { path: DocumentPath; message: string }[] = [];
  private readonly texts = new Map<string, TextInSource>();
  private values = 0;

  constructor(
    private readonly at: (offset: number) => SourcePosition,
    private readonly text: string,
  ) {}

  read(root: Node, header: HeaderFault | undefined): ParsedProtocol {
    const document = this.value(root, []);
    const positions = new SourcePositions(this.positions, this.texts, this.at);
    const findings = new Findings(document, positions);
    if (header) {
      const { offset, ...fault } = header;
      findings.take({ code: 'E_SCHEMA', severity: 'error', path: '', ...fault, position: this.at(offset), fixableByModel: true });
    }
    for (const { path, message } of this.faults) findings.add('E_SCHEMA', path, message);
    return finish(document, positions, findings);
  }

  private note(node: unknown, path: DocumentPath): void {
    const pointer = pointerOf(path);
    if (isNode(node) && node.range && !this.positions.has(pointer)) this.positions.set(pointer, this.at(node.range[0]));
  }

  private fault(path: DocumentPath, message: string): null {
    this.faults.push({ path, message });
    return null;
  }

  private value(node: unknown, path: DocumentPath): unknown {
    this.note(node, path);
    this.values += 1;
    if (this.values > MAX_VALUES)
      return this.values === MAX_VALUES + 1 ? this.fault([], `the document has more than ${MAX_VALUES} values`) : null;
    if (path.length > MAX_DEPTH) return this.fault(path, `nested deeper than ${MAX_DEPTH} levels`);
    if (isAlias(node)) return this.fault(path, `the alias *${node.source} is not allowed; write the value out`);
    if (isNode(node) && 'anchor' in node && node.anchor)
      return this.fault(path, `the anchor &${node.anchor} is not allowed; write the value out`);
    if (isNode(node) && node.tag && !node.tag.startsWith('tag:yaml.org,2002:'))
      return this.fault(path, `the tag ${node.tag} is not allowed`);
    if (isMap(node)) return this.map(node.items, path);
    if (isSeq(node)) return node.items.map((item, index) => this.value(item, [...path, index]));
    if (isScalar(node)) {
      const [offset, end] = node.range ?? [0, 0];
      // Only conditions are ever pointed into.
      if (typeof node.value === 'string' && (path.at(-1) === 'when' || path.at(-1) === 'until'))
        this.texts.set(pointerOf(path), { value: node.value, written: this.text.slice(offset, end), offset });
      return this.scalar(node.value, path);
    }
    return null;
  }

  private scalar(value: unknown, path: DocumentPath): unknown {
    if (typeof value === 'bigint') return Number(value);
    return value === null || ['string', 'number', 'boolean'].includes(typeof value)
      ? value
      : this.fault(path, 'only text, numbers, true, false and null');
  }

  private map(items: readonly Pair[], path: DocumentPath): unknown {
    const fields: [string, unknown][] = [];
    const seen = new Set<string>();
    for (const item of items) {
      const key: unknown = isPair(item) && isScalar(item.key) ? item.key.value : undefined;
      if (typeof key !== 'string') {
        const plain = typeof key === 'number' || typeof key === 'boolean' ? String(key) : '?';
        this.note(item.key, [...path, plain]);
        this.fault(
          [...path, plain],
          plain === '?' ? 'a field name is plain text' : `the field name ${plain} is not text; put it in quotes`,
        );
        continue;
      }
      const child = [...path, key];
      if (seen.has(key)) {
        const again = isNode(item.key) && item.key.range ? this.at(item.key.range[0]) : undefined;
        this.fault(child, `the field "${key}" is there twice${again ? `, again in line ${again.line}` : ''}`);
        continue;
      }
      seen.add(key);
      this.note(item.key, child);
      fields.push([key, this.value(item.value, child)]);
    }
    return Object.fromEntries(fields);
  }
}
