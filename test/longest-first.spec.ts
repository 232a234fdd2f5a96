import { existsSync } from 'node:fs';
import path from 'node:path';
import { SECONDS, mixed as subject } from './longest-first.sequencer.cjs';

const order = (project: string, ...files: readonly string[]) => subject(files.map((file) => ({ file, project }))).map(({ file }) => file);

describe('the order of a test run', () => {
  it('of one project, begins with what the table says is longest; what is not there is as long as usual', () => {
    expect(order('lab', 'test/fleet.e2e-spec.ts', 'test/new.e2e-spec.ts', 'test/demo.e2e-spec.ts')).toEqual([
      'test/demo.e2e-spec.ts',
      'test/new.e2e-spec.ts',
      'test/fleet.e2e-spec.ts',
    ]);
  });

  it('mixes projects in proportion to their time, each from its longest to its shortest', () => {
    const table = { l1: 100, l2: 60, l3: 40, i1: 50, i2: 40, i3: 10 };
    const specs = Object.keys(table).map((file) => ({ file, project: file.startsWith('l') ? 'lab' : 'integration' }));
    expect(subject(specs.toReversed(), table).map(({ file }) => file)).toEqual(['l1', 'i1', 'l2', 'i2', 'l3', 'i3']);
  });

  it('keeps every spec, once', () => {
    const specs = Array.from({ length: 30 }, (_, i) => ({ file: `s${i}`, project: ['unit', 'integration', 'lab'][i % 3] ?? '' }));
    const files = (them: readonly { readonly file: string }[]) => them.map(({ file }) => file).toSorted();
    expect(files(subject(specs))).toEqual(files(specs));
  });

  it('knows the times of specs that are there', () => {
    expect(Object.keys(SECONDS).filter((file) => !existsSync(path.resolve(__dirname, '..', file)))).toEqual([]);
  });
});
