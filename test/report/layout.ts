/** What the functions below use of a page. They run in the browser: each is sent there as its text, so it uses nothing from around it. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}
interface Style {
  readonly fontSize: string;
  readonly breakInside: string;
  readonly display: string;
}
interface Element {
  readonly textContent: string;
  readonly className: unknown;
  readonly tagName: string;
  readonly clientWidth: number;
  getBoundingClientRect(): Box;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
  getAttribute(name: string): string | null;
}
declare const document: {
  readonly documentElement: { readonly scrollWidth: number };
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element>;
};
declare const window: { readonly innerWidth: number };
declare function getComputedStyle(element: Element): Style;

/** By how many pixels the page is wider than its window. */
export function overflow(): number {
  return Math.max(0, document.documentElement.scrollWidth - window.innerWidth);
}

/** Text in drawings that is too small, outside of its drawing, or over another text. */
export function drawingFaults(): string[] {
  const faults: string[] = [];
  for (const svg of document.querySelectorAll('svg.drawing')) {
    const frame = svg.getBoundingClientRect();
    const scale = frame.width / 760;
    const name = svg.querySelector('title')?.textContent ?? 'a drawing without a title';
    const texts = [...svg.querySelectorAll('text')].map((text) => ({
      said: text.textContent,
      box: text.getBoundingClientRect(),
      size: Number.parseFloat(getComputedStyle(text).fontSize) * scale,
    }));
    for (const [i, { said, box, size }] of texts.entries()) {
      if (size < 11) faults.push(`${name}: "${said}" has ${size.toFixed(1)} px`);
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
        faults.push(`${name}: "${said}" is cut off`);
      for (const other of texts.slice(i + 1)) {
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (across > 1 && down > 3) faults.push(`${name}: "${said}" lies over "${other.said}"`);
      }
    }
  }
  return faults;
}

/** Figures that say nothing to those who cannot see them. */
export function unspoken(): { readonly figures: number; readonly faults: string[] } {
  const figures = [...document.querySelectorAll('figure')];
  const faults = figures.flatMap((figure) => {
    const svg = figure.querySelector('svg.drawing');
    const said = (svg?.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => (id === '' ? '' : (document.querySelector(`#${id}`)?.textContent ?? '')));
    const good = svg?.getAttribute('role') === 'img' && said.length === 2 && said.every((text) => text.length > 3);
    return good ? [] : [figure.textContent.slice(0, 60)];
  });
  return { figures: figures.length, faults };
}

/** Elements outside of drawings with letters below 11 px. */
export function smallPrint(): string[] {
  return [...document.querySelectorAll('p, td, th, li, dd, dt, figcaption, summary, h1, h2, h3, h4, code')]
    .filter((element) => Number.parseFloat(getComputedStyle(element).fontSize) < 11)
    .map((element) => element.textContent.slice(0, 40));
}

/** What should stay whole on paper and would not, with a page of so many pixels; and tables whose head is not repeated. */
export function cutOnPaper(pageHeight: number): string[] {
  const whole = [...document.querySelectorAll('.whole, tr')].flatMap((element) => {
    const { height } = element.getBoundingClientRect();
    const breaks = getComputedStyle(element).breakInside !== 'avoid';
    return breaks || height > pageHeight ? [`${element.tagName} of ${height.toFixed(0)} px: ${element.textContent.slice(0, 60)}`] : [];
  });
  const heads = [...document.querySelectorAll('thead')].filter(
    (head) => !['table-header-group', 'none'].includes(getComputedStyle(head).display),
  );
  return [...whole, ...heads.map((head) => `not repeated: ${head.textContent.slice(0, 60)}`)];
}
