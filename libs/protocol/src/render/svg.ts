/** What XML 1.0 has no way to write: control characters, halves of pairs, and two that are never characters. */
const UNWRITABLE = /[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu;
const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Mean width of a character of a sans-serif font, as a part of its size; wider than most, so that text ends before its place does. */
const CHARACTER = 0.56;

/** Text of an author inside SVG: it says what it says and is no markup. */
export function escaped(content: string): string {
  return content.replaceAll(UNWRITABLE, '\uFFFD').replaceAll(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);
}

type Attributes = Readonly<Record<string, string | number>>;

/** One element. `content` is markup already. Numbers are rounded to tenths of a pixel. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const given = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${typeof value === 'number' ? String(Math.round(value * 10) / 10) : escaped(value)}"`,
  );
  return content === '' ? `<${name}${given.join('')}/>` : `<${name}${given.join('')}>${content}</${name}>`;
}

/** What a reader shows when the pointer rests on it, and what is read aloud. */
export function titled(title: string, content: string): string {
  return element('g', {}, `${element('title', {}, escaped(title))}${content}`);
}

/** Text at a place, cut to `room` pixels where that is given. Empty where nothing of it fits. */
export function text(content: string, x: number, y: number, attributes: Attributes = {}, room = Infinity): string {
  const size = Number(attributes['font-size'] ?? 12);
  const shown = cut(content, room, size);
  return shown === '' ? '' : element('text', { x, y, ...attributes }, escaped(shown));
}

/** About how wide text is, pixels. */
export function widthOf(content: string, size: number): number {
  return Array.from(content).length * size * CHARACTER;
}

function cut(content: string, room: number, size: number): string {
  const line = content.replaceAll(/\s+/g, ' ').trim();
  if (widthOf(line, size) <= room) return line;
  const fits = Math.floor(room / (size * CHARACTER)) - 1;
  return fits < 2 ? '' : `${Array.from(line).slice(0, fits).join('').trimEnd()}…`;
}
