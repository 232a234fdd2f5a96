import { readFileSync } from 'node:fs';
import path from 'node:path';
import { RunningLab } from './running-lab';

const PROTOCOL = readFileSync(path.resolve(__dirname, '../protocols/growth-curve/protocol.yaml'), 'utf8');

interface Results {
  readonly results: readonly {
    readonly id: string;
    readonly main: { readonly value: number; readonly unit: string; readonly low: number; readonly high: number } | null;
    readonly insufficient: string | null;
    readonly values: readonly { readonly name: string; readonly of: string | null; readonly value: number | null }[];
  }[];
}

/** Rows of RFC 4180: quoted cells may hold commas, doubled quotes and line ends. */
function rowsOf(text: string): Record<string, string>[] {
  const lines: string[][] = [[]];
  for (const [, quoted, bare, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|$)/g)) {
    lines.at(-1)?.push(quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'));
    if (end === '\r\n') lines.push([]);
    if (end === '') break;
  }
  const [head = [], ...rows] = lines.filter((line) => line.length > 1);
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? Number.NaN)) / 2;
}

/** Density that cells which scatter light once only would show, AU in 1 cm: the root of OD = M - 0.15 M^2 along the path of the row. */
function singleOf({ value, path_cm: cm }: Record<string, string>): number {
  return (1 - Math.sqrt(1 - 4 * 0.15 * Number(value) * Number(cm))) / (2 * 0.15 * Number(cm));
}

/** Slope of y over x by least squares. */
function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const mean = (of: (point: { x: number; y: number }) => number) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x0, y0] = [mean(({ x }) => x), mean(({ y }) => y)];
  return mean(({ x, y }) => (x - x0) * (y - y0)) / mean(({ x }) => (x - x0) ** 2);
}

describe('the growth curve as a file', () => {
  let lab: RunningLab;
  beforeAll(async () => void (lab = await RunningLab.start({ timeScale: 200 })), 300_000);
  afterAll(() => lab.stop(), 60_000);

  it('read back by a few lines of its own, gives the growth rate of the report', async () => {
    const ready = async (id: string) => (await lab.send<{ link: string }>('engineer', 'GET', `/v1/instruments/${id}`)).link === 'online';
    await lab.until('the reader is online', 120_000, () => ready('reader'));
    const run = await lab.startRun(await lab.approvedProtocol(PROTOCOL));
    lab.operate(run);
    await lab.until(
      'the end of the run',
      480_000,
      async () => {
        const { status, holdReasons } = await lab.run(run);
        if (status === 'held') throw new Error(holdReasons.join('; '));
        return status.startsWith('completed');
      },
      () => lab.standing(run),
    );

    const told = JSON.parse(await lab.command('scientist', 'runs', 'results', run, '--json')) as Results;
    const [growth] = told.results;
    expect(growth).toMatchObject({ id: 'growth', insufficient: null, main: { unit: '/h' } });
    const stated = (name: string) => growth?.values.find((value) => value.name === name && value.of === null)?.value ?? Number.NaN;

    const rows = rowsOf(await lab.command('scientist', 'readings', 'export', run, '--saved', '--name', 'od600'));
    expect(new Set(rows.map(({ unit, role, sample }) => `${unit} ${role} ${sample}`))).toEqual(new Set(['{AU} sample overnight culture']));
    const rounds = new Set(rows.map((row) => row['iteration_path']));
    expect(rows).toHaveLength(rounds.size * 80);
    const curve = [...rounds].map((round) => {
      const own = rows.filter((row) => row['iteration_path'] === round && row['quality'] === 'ok');
      return { hours: medianOf(own.map((row) => Number(row['lab_seconds']))) / 3_600, od: medianOf(own.map(singleOf)) };
    });
    const window = curve.filter(({ hours }) => hours > stated('window_start') - 1e-6 && hours < stated('window_end') + 1e-6);
    expect(window).toHaveLength(stated('window_points'));
    const rate = slopeOf(window.map(({ hours, od }) => ({ x: hours, y: Math.log(od) })));

    const main = growth?.main?.value ?? Number.NaN;
    expect(Math.abs(rate / main - 1)).toBeLessThan(1e-6);
    // A culture of E. coli in LB at 37 Cel, not any line.
    expect(main).toBeGreaterThan(1);
    expect(main).toBeLessThan(2.5);

    const report = JSON.parse(await lab.command('scientist', 'runs', 'report', run, '--json')) as Results;
    expect(report.results[0]?.main).toEqual(growth?.main);
    const csv = rowsOf(await lab.command('scientist', 'runs', 'results', run, '--csv'));
    const row = csv.find(({ analysis, name, of }) => analysis === 'growth' && name === 'growth_rate' && of === '');
    expect(Number(row?.['value'])).toBe(main);
    const lines = await lab.command('scientist', 'runs', 'results', run);
    expect(lines).toMatch(/^growth .*\d per h \(\d\.\d+ to \d\.\d+\)/m);
    expect(await lab.command('scientist', 'runs', 'results', run, '--analysis', 'growth')).toMatch(/^Doubling time .* min/m);
  }, 600_000);
});
