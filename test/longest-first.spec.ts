import { existsSync } from 'node:fs';
import path from 'node:path';
import { SECONDS, mixed as subject } from './longest-first.sequencer.cjs';

const spec = (project: string, name: string, seconds?: number) => ({ file: `${name}.ts`, project, seconds });
const order = (...specs: readonly ReturnType<typeof spec>[]) => subject(specs).map(({ file }) => file.replace('.ts', ''));

describe('the order of a test run', () => {
  it('when nothing is measured, begins with what the table says is longest', () => {
    const files = ['test/fleet.e2e-spec.ts', 'test/new.e2e-spec.ts', 'test/demo.e2e-spec.ts'];
    const found = subject(files.map((file) => ({ file, project: 'lab', seconds: undefined })));
    expect(found.map(({ file }) => file)).toEqual(['test/demo.e2e-spec.ts', 'test/new.e2e-spec.ts', 'test/fleet.e2e-spec.ts']);
  });

  it('when times are measured, takes those', () => {
    expect(order(spec('lab', 'a', 5), spec('lab', 'b', 50), spec('lab', 'c', 20))).toEqual(['b', 'c', 'a']);
  });

  it('mixes projects in proportion to their time, each from its longest to its shortest', () => {
    const labs = [spec('lab', 'l1', 100), spec('lab', 'l2', 60), spec('lab', 'l3', 40)];
    const others = [spec('integration', 'i1', 50), spec('integration', 'i2', 40), spec('integration', 'i3', 10)];
    expect(order(...others, ...labs)).toEqual(['l1', 'i1', 'l2', 'i2', 'l3', 'i3']);
  });

  it('keeps every spec, once', () => {
    const specs = Array.from({ length: 30 }, (_, i) => spec(['unit', 'integration', 'lab'][i % 3] ?? '', `s${i}`));
    expect(order(...specs).toSorted()).toEqual(specs.map(({ file }) => file.replace('.ts', '')).toSorted());
  });

  it('knows the times of specs that are there', () => {
    expect(Object.keys(SECONDS).filter((file) => !existsSync(path.resolve(__dirname, '..', file)))).toEqual([]);
  });
});
