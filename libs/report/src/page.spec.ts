import fc from 'fast-check';
import type { RunReportDocument } from './document';
import { DOCUMENT, stepItem } from './fixtures/document';
import { REPORT_POLICY, renderReport } from './page';

const VOID = new Set(['meta', 'br']);
const ELEMENTS =
  'html head meta title style body main header section footer h1 h2 h3 h4 p ul li dl div dt dd span strong code table thead tbody tr th td figure figcaption details summary svg desc path text g rect line polygon polyline circle defs clipPath'.split(
    ' ',
  );

/** Elements of a page, in their order. @throws when they are not nested as they should be, or ask for something */
function elementsOf(page: string): readonly string[] {
  const open: string[] = [];
  const found: string[] = [];
  for (const [tag] of page.replace(/^<!doctype html>/, '').matchAll(/<[/a-zA-Z][^<>]*>/g)) {
    const name = /^<\/?([\w-]+)/.exec(tag)?.[1] ?? '';
    if (tag.startsWith('</')) {
      const last = open.pop();
      if (last !== name) throw new Error(`</${name}> ends <${last}>`);
      continue;
    }
    found.push(name);
    if (/\s(?:on\w+|href|src)=/i.test(tag.replaceAll(/"[^"]*"/g, '""'))) throw new Error(tag);
    if (!VOID.has(name) && !tag.endsWith('/>')) open.push(name);
  }
  if (open.length > 0) throw new Error(`not ended: ${open.join(' ')}`);
  return found;
}

/** The document with another text for every text that a person or a protocol wrote; words of closed sets and times stay. */
function rewritten(value: unknown, text: string, key = ''): unknown {
  const closed = ['status', 'kind', 'style', 'type', 'scale', 'axis', 'what', 'simulated', 'beyond', 'well', 'stopReason'];
  if (typeof value === 'string') return closed.includes(key) || !Number.isNaN(Date.parse(value)) ? value : text;
  if (Array.isArray(value)) return value.map((each) => rewritten(each, text, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, rewritten(each, text, name)]));
}

const withOutcome = (outcome: Partial<RunReportDocument['outcome']>, more: Partial<RunReportDocument> = {}) => ({
  ...DOCUMENT,
  ...more,
  outcome: { ...DOCUMENT.outcome, ...outcome },
});

describe('the page of a report', () => {
  const page = renderReport(DOCUMENT);

  it('is one well-formed document that may load nothing', () => {
    expect(elementsOf(page).filter((name) => !ELEMENTS.includes(name))).toEqual([]);
    expect(page).toContain(`<meta http-equiv="Content-Security-Policy" content="${REPORT_POLICY.replaceAll("'", '&#39;')}"`);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\/|@import|url\((?!#)/);
  });

  it('is the same for the same document', () => expect(renderReport(DOCUMENT)).toBe(page));

  it('tells first what is asked first', () => {
    const order = ['Proinsulin expression', 'SIMULATED.', 'Completed, with deviations', '0.731 µg/mL', 'id="results"', 'id="readings"', 'id="departures"', 'id="timeline"', 'id="questions"', 'id="tasks"', 'id="lots"', 'id="parameters"', 'id="provenance"', 'Wires']; // prettier-ignore
    const places = order.map((words) => page.indexOf(words, page.indexOf('<body>')));
    expect(places.every((place) => place > 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('says how far a window was missed, what was measured beyond the curve, and what came to nothing and why', () => {
    expect(page).toContain('✕ missed by 42 s');
    expect(page).toContain('1 kept, 1 missed');
    expect(page).toContain('&gt; 3.2 µg/mL');
    expect(page).toMatch(/MIC of kanamycin<\/span>\s*<span class="number">not determined<\/span>/);
    expect(page).toContain('The growth control did not grow.');
    expect(page).toContain('Weigh the pellet: 41.5 mg');
    expect(page).toContain('the flask: missing');
  });

  it.each([
    ['held', 'Held until a person answers: this is the report so far', false],
    ['running', 'Under way: this is the report so far', false],
    ['failed', 'Failed', true],
    ['cancelled', 'Cancelled before its end', true],
  ] as const)('a run that is %s says so, and what has not been done', (status, words, over) => {
    const timeline = {
      ...DOCUMENT.timeline,
      items: [...DOCUMENT.timeline.items, stepItem('harvest', null, null, { status: over ? 'cancelled' : 'pending' })],
    };
    const subject = renderReport(
      withOutcome(
        { status, over, endedLab: null, durationMs: null, holdReasons: status === 'held' ? ['reader: no reply'] : [] },
        { timeline },
      ),
    );
    expect(subject).toContain(words);
    expect(subject).toMatch(/1 step has not been done:.*harvest: (?:pending|cancelled)/s);
    expect(subject.includes('so far')).toBe(!over);
    expect(subject.includes('reader: no reply')).toBe(status === 'held');
    elementsOf(subject);
  });

  it('a run that has not started, without results or readings, has a report too', () => {
    const nothing = { results: [], deviations: [], windows: [], questions: [], adjustments: [], lots: [], readings: { given: [], saved: [] }, commands: [], tasks: [], instruments: [], curves: [], plates: [], timeline: { items: [], holds: [], pauses: [] } }; // prettier-ignore
    const subject = renderReport(
      withOutcome(
        { status: 'ready', over: false, startedAt: null, startedLab: null, endedAt: null, endedLab: null, durationMs: null },
        nothing,
      ),
    );
    for (const words of ['Not started yet', 'No reading of this run is on the record', 'The run has not started.', 'Nothing was asked.'])
      expect(subject).toContain(words);
    elementsOf(subject);
  });

  it.each([
    ['some', 'PARTLY SIMULATED.'],
    ['none', 'Real instruments.'],
  ] as const)('when %s of it is simulated, says so', (simulated, words) => {
    expect(renderReport({ ...DOCUMENT, provenance: { ...DOCUMENT.provenance, simulated } })).toContain(words);
  });

  it('says who wrote the steps, by which model, and that it is a simulated one', () => {
    const step = { step: 'grow', by: 'model', callId: '0123456789', source: 'Grow it.', model: { model: 'm', simulated: true } } as const;
    const writers = [
      step,
      { ...step, by: 'model_then_person', model: { model: 'n', simulated: false } },
      { ...step, by: 'person', model: null, callId: null, source: null },
    ] as const;
    const subject = renderReport({ ...DOCUMENT, provenance: { ...DOCUMENT.provenance, steps: writers } });
    for (const words of ['a simulated model (m)<', 'a model (n), changed by a person<', '>a person<', '>Grow it.<', '>01234567<'])
      expect(subject).toContain(words);
    expect(renderReport(DOCUMENT)).not.toContain('Who wrote the steps');
  });

  it('whatever people wrote, the page keeps its elements', () => {
    const known = [
      '</style><script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      ']]><svg onload=alert(1)>',
      "' onmouseover='x",
      '\u202Eevil\u2066',
      '-->',
      '&lt;b&gt;',
      'url(#zr0-c0) id="zr1-c2"',
      '\uD800',
      '',
    ].join(' ');
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const subject = renderReport(rewritten(DOCUMENT, text) as RunReportDocument);
        expect(elementsOf(subject).filter((name) => !ELEMENTS.includes(name))).toEqual([]);
        expect(subject).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|<script|<img/);
        expect(subject.match(/</g)?.length).toBe(subject.match(/<[/!a-zA-Z][^<>]*>/g)?.length);
      }),
      { numRuns: 4, examples: [[known], ['']] },
    );
  }, 60_000);
});
