import type { MoveRef, Span, Stay } from '../stay';

interface Part {
  readonly labware: string;
  readonly role: string;
  readonly from: MoveRef[];
  readonly until: MoveRef[];
  readonly spans: Span[];
  readonly operations: number[];
  readonly covers: string[];
}

/** Collects stays while steps are followed. Stays that turn out to be one, because ways through the steps meet, are joined. */
export class StayLog {
  private readonly parts: Part[] = [];
  /** Part -> the part that it was joined to, or itself. */
  private readonly joined: number[] = [];

  begin(labware: string, role: string, from: MoveRef, cover: string): number {
    this.joined.push(this.parts.length);
    return this.parts.push({ labware, role, from: [from], until: [], spans: [], operations: [], covers: [cover] }) - 1;
  }

  end(stay: number, until: MoveRef, span: Span): void {
    this.parts[stay]?.until.push(until);
    this.span(stay, span);
  }

  span(stay: number, span: Span): void {
    this.parts[stay]?.spans.push(span);
  }

  operation(stay: number, operation: number): void {
    this.parts[stay]?.operations.push(operation);
  }

  cover(stay: number, cover: string): void {
    this.parts[stay]?.covers.push(cover);
  }

  join(a: number, b: number): void {
    const [first, second] = [this.first(a), this.first(b)].toSorted((x, y) => x - y);
    if (first !== undefined && second !== undefined) this.joined[second] = first;
  }

  private first(stay: number): number {
    let at = stay;
    for (let next = this.joined[at]; next !== undefined && next !== at; next = this.joined[at]) at = next;
    return at;
  }

  /** In the order in which they began. */
  stays(): readonly Stay[] {
    const whole = new Map<number, Part[]>();
    for (const [i, part] of this.parts.entries()) {
      const known = whole.get(this.first(i));
      if (known) known.push(part);
      else whole.set(this.first(i), [part]);
    }
    return [...whole.values()].map((parts) => ({
      labware: parts[0]?.labware ?? '',
      role: parts[0]?.role ?? '',
      from: parts.flatMap(({ from }) => from),
      until: parts.flatMap(({ until }) => until),
      spans: parts.flatMap(({ spans }) => spans),
      operations: parts.flatMap(({ operations }) => operations),
      covers: [...new Set(parts.flatMap(({ covers }) => covers))],
    }));
  }
}
