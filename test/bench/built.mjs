/* What the benchmarks use of the product: the built one, because that is what runs. */
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { transformFileSync } from '@swc/core';

/** Folder of the built product. */
export const dist = path.resolve(import.meta.dirname, '../../dist');

/** Loads a package, or a file of ours by its absolute path. */
export const load = createRequire(import.meta.url);

/** A module of the built product, such as `libs/execution/src`. */
export const built = (where) => load(path.join(dist, where));

/** A module of the tests, which are not built: compiled here. It may import types only. */
export function ofTests(where) {
  const file = path.resolve(import.meta.dirname, '..', where);
  const { code } = transformFileSync(file, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  const module = new Module(file);
  module._compile(code, file);
  return module.exports;
}
