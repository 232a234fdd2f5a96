import { startRun } from '@labwright/execution';
import { LabHands, openTestDatabase, setUpGrowthLab, type GrowthLab, type TestDatabase } from '@labwright/testing';
import { ApiFixture } from '../fixtures/api-fixture';

jest.setTimeout(60_000);

const quantity = (value: number, unit: string) => ({ value, unit });
const read = (id: string, name: string, after: readonly string[]) => ({
  id,
  after,
  kind: 'operation',
  capability: 'absorbance',
  labware: 'plate',
  with: { wavelengths: [quantity(600, 'nm')] },
  saves: { [name]: { reading: 'absorbance', wells: { role: 'sample' } } },
});

/** A plate that is read twice under one name, and a note with a hostile title. */
const STEPS = [
  { id: 'load', kind: 'operator', moves: [{ labware: 'plate', to: 'reader' }] },
  read('read_first', 'od600', ['load']),
  read('read_again', 'od600', ['read_first']),
  {
    id: 'note',
    after: ['read_again'],
    kind: 'operator',
    title: 'Note </title><script>alert(1)</script>',
    instruction: 'Note it.',
    evidence: [{ kind: 'confirm', prompt: 'Say <b>it</b>' }],
  },
  { id: 'unload', after: ['note'], kind: 'operator', moves: [{ labware: 'plate', to: 'bench' }] },
];

describe('the report of a run as a page', () => {
  let test: TestDatabase;
  let subject: ApiFixture;
  let lab: GrowthLab;
  let hands: LabHands;
  let run: string;

  beforeAll(async () => {
    test = await openTestDatabase();
    lab = await setUpGrowthLab(test.database);
    hands = new LabHands(test.database, lab);
    subject = await ApiFixture.start(test.database, test.url);
    hands.reads.set('read_first', [{ A1: 0.05, B1: 0.25, B2: 0.3 }]);
    hands.reads.set('read_again', [{ A1: 0.05, B1: 0.45, B2: 0.5 }]);
    const { newRun } = await lab.approve({ name: 'spec', steps: STEPS });
    run = (await newRun()).id;
  });
  afterAll(async () => {
    await subject.stop();
    await test.drop();
  });

  const page = (id: string) => subject.get(`/v1/runs/${id}/report.html`, 'technician');

  it('before the run has started, says so', async () => {
    const { status, body } = await page(run);
    expect(status).toBe(200);
    expect(body).toContain('Not started yet');
    expect(body).toContain('No reading of this run is on the record');
  });

  it('while a task waits, has what was read so far, and names what has not been done', async () => {
    await test.database.transaction((tx) => startRun(tx, run, 'user:ada'));
    await hands.play(run, 'note');
    const { status, type, headers, body } = await page(run);
    expect([status, type]).toEqual([200, 'text/html; charset=utf-8']);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'unsafe-inline'; img-src data:/);
    expect(headers.get('content-disposition')).toBe(`inline; filename="spec-${run}-report.html"`);
    for (const words of [
      'this is the report so far',
      'SIMULATED.',
      'od600 by sample',
      'od600 of plate, the first of 2',
      'od600 of plate, the last of 2',
    ])
      expect(body).toContain(words);
    expect(body).toMatch(/2 steps have not been done:/);
    expect(body).not.toContain('<script');
    expect(body).toContain('Note &lt;/title&gt;&lt;script&gt;');
    // The wells of both plates, in the table of each.
    for (const value of ['0.25', '0.3', '0.45', '0.5']) expect(body).toContain(`<td class="right">${value}</td>`);
  });

  it('when it is over, tells what the tasks brought, who approved, and what the instruments are', async () => {
    await hands.play(run);
    const { body } = await page(run);
    expect(body).toContain('Completed');
    expect(body).not.toContain('so far');
    for (const words of ['Say &lt;b&gt;it&lt;/b&gt;: confirmed', 'rosalind', 'reader-1', 'Driver verified on hardware'])
      expect(body).toContain(words);
    // The same record gives the same page, but for the moment when it was made.
    const undated = (html: string) => html.replaceAll(/Report made<\/dt>\s*<dd>[^<]*<\/dd>/g, '');
    expect(undated((await page(run)).body)).toBe(undated(body));
  });

  it('when there is no such run, says so as a problem', async () => {
    const { status, type, body } = await page('00000000-0000-4000-8000-000000000000');
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
    expect(type).toContain('application/problem+json');
  });

  it('when nobody asks, answers nobody', async () => {
    expect((await subject.call('GET', `/v1/runs/${run}/report.html`)).status).toBe(401);
  });
});
