import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { LIBRARY, planned, plannedText } from '../fixtures/library';
import { decision, growth, pause } from '../fixtures/growth-document';
import { changed } from '../fixtures/protocol-document';
import { listsIn } from '../fixtures/plan-lists';
import { escaped } from './svg';
import { renderTimeline } from './timeline';
import { timelineOf } from './timeline-bars';
import { rowsOf } from './timeline-rows';
import { clockWords } from './clock-words';
import { scaleOf } from './timeline-scale';

const folder = path.resolve(__dirname, '../../../../protocols');
const ofLibrary = (slug: string) => plannedText(readFileSync(path.join(folder, slug, 'protocol.yaml'), 'utf8'));

/** Names of elements that are not closed in the right order; empty for what is well-formed. */
function unbalanced(svg: string): string[] {
  const open: string[] = [];
  for (const [, closing, name = '', rest = ''] of svg.matchAll(/<(\/?)([a-zA-Z]+)((?:"[^"]*"|[^<>"])*)>/g)) {
    if (closing === '/') {
      if (open.pop() !== name) return [name];
    } else if (!rest.endsWith('/')) open.push(name);
  }
  return open;
}

describe('a timeline', () => {
  it.each(LIBRARY)('of %s is one drawing that needs nothing else, and the same bytes each time', (slug) => {
    const svg = renderTimeline(ofLibrary(slug));
    expect(unbalanced(svg)).toEqual([]);
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 1280 \d+"/);
    expect(svg.match(/https?:/g)).toHaveLength(1);
    expect(svg).not.toMatch(/<script|<style|<image|<foreignObject|href|@font-face|url\((?!#)|NaN|Infinity|undefined/);
    expect(svg).toBe(renderTimeline(ofLibrary(slug)));
  });

  it.each(LIBRARY)('of %s has a bar with its name for every step, none before what it waits for', (slug) => {
    const input = ofLibrary(slug);
    const svg = renderTimeline(input);
    const { bars, repeats, totalMs } = timelineOf(input.plan);
    const byId = new Map(bars.map((bar) => [bar.step.id, bar]));
    let seen = 0;
    for (const list of listsIn(input.plan.steps)) {
      for (const step of list) {
        seen += 1;
        if (step.kind === 'decision') continue;
        if (step.kind === 'repeat') {
          expect(repeats.some((repeat) => repeat.step.id === step.id)).toBe(true);
          expect(svg).toContain(`${escaped(step.title)} (at most `);
          continue;
        }
        const bar = byId.get(step.id);
        expect(svg).toContain(`<title>${bar?.number} ${escaped(step.title)}\n`);
        expect((bar?.endMs ?? 0) - (bar?.startMs ?? 0)).toBe(step.expectedMs);
        for (const before of step.after) expect(byId.get(before)?.endMs ?? 0).toBeLessThanOrEqual(bar?.startMs ?? 0);
      }
    }
    expect(seen).toBeGreaterThan(3);
    expect(totalMs).toBe(input.plan.expectedMs);
  });

  it('draws each window as a bracket, each case as a branch, and says where nobody is needed', () => {
    const svg = renderTimeline(ofLibrary('insulin-expression'));
    expect(svg).toContain('5 at most 30 min after end of 4');
    expect(svg).toContain('7.4a if readings.od600.median &gt;= params.induction_od: nothing');
    expect(svg).toContain('7.4d otherwise');
    expect(svg).toContain('unattended 13 h 9 min');
    expect(svg).toContain('stretches marked // are drawn shorter than they are');
  });

  it('puts waits in a lane of their own, and cases of a decision beside one another', () => {
    const wanted = decision('params.dense > optical_density(0.5, "{AU}")', [pause('a'), pause('b')], [pause('c')]);
    const { plan } = planned(growth((document) => (document.steps = [...document.steps, wanted])));
    const { bars, branches } = timelineOf(plan);
    const at = (id: string) => bars.find(({ step }) => step.id === id);
    expect(['a', 'b', 'c'].map((id) => at(id)?.lane)).toEqual(['waits', 'waits', 'waits']);
    expect(at('a')?.startMs).toBe(at('c')?.startMs);
    expect(at('b')?.startMs).toBe(at('a')?.endMs);
    expect(branches.map(({ endMs, startMs }) => endMs - startMs)).toEqual([120_000, 60_000]);
  });

  it('shows what an author wrote as text, whatever markup it looks like', () => {
    const evil = changed((document) => {
      document['title'] = '</title><script>alert(1)</script>\u0001 & "x"';
      document.steps[0] = { ...document.steps[0], instruction: ']]><image href="http://evil"/>', title: '<b onload=x>' };
    });
    const svg = renderTimeline(planned(evil));
    expect(unbalanced(svg)).toEqual([]);
    expect(svg).not.toMatch(/<script|<image|<b |\p{Cc}(?<!\n)/u);
    expect(svg).toContain('&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;\uFFFD &amp; &quot;x&quot;');
  });
});

describe('the axis of a timeline', () => {
  it('is to scale where everything can be seen, with ticks that people count in', () => {
    const { x, breaks, ticks } = scaleOf({ totalMs: 600_000, moments: [0, 300_000, 600_000], shortestMs: 30_000, left: 100, width: 1_000 });
    expect([breaks, x(0), x(300_000), x(600_000)]).toEqual([[], 100, 600, 1_100]);
    expect(ticks).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((n) => n * 60_000));
  });

  it('is broken where a night would hide a minute', () => {
    const night = 43_200_000;
    const { x, breaks } = scaleOf({
      totalMs: night + 120_000,
      moments: [60_000, night + 60_000],
      shortestMs: 60_000,
      left: 0,
      width: 1_000,
    });
    expect(breaks).toEqual([{ startMs: 60_000, endMs: night + 60_000 }]);
    expect(x(60_000)).toBe(60);
  });

  it('never goes back, and ends where it should', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 100_000_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(moments, fc.integer({ min: 1, max: 1_000_000 }), (at, shortestMs) => {
        const totalMs = Math.max(...at, 1);
        const { x, ticks } = scaleOf({ totalMs, moments: at, shortestMs, left: 50, width: 1_000 });
        const places = at.toSorted((a, b) => a - b).map((ms) => x(ms));
        expect(places.every((place, i) => i === 0 || place >= (places[i - 1] ?? 0) - 1e-6)).toBe(true);
        expect(x(0)).toBeCloseTo(50, 3);
        expect(x(totalMs)).toBeCloseTo(1_050, 3);
        expect(ticks.every((ms, i) => i === 0 || x(ms) - x(ticks[i - 1] ?? 0) > 70)).toBe(true);
      }),
    );
  });

  it.each([
    [0, '0'],
    [20_000, '20 s'],
    [80_000, '1 min 20 s'],
    [43_500_000, '12 h 5 min'],
    [93_600_000, '1 d 2 h'],
    [86_400_000, '1 d'],
  ])('writes %d ms as %s', (ms, words) => expect(clockWords(ms)).toBe(words));

  it('puts what overlaps into rows of its own', () => {
    expect(
      rowsOf([
        { from: 0, to: 10 },
        { from: 5, to: 6 },
        { from: 10, to: 12 },
      ]),
    ).toEqual({ rows: [0, 1, 0], count: 2 });
  });
});
