/* Loads the pure modules of the harness, which are TypeScript so that specs can break them, and which no build compiles. */
import path from 'node:path';
import vm from 'node:vm';
import { transformFileSync } from '@swc/core';
import { load } from '../bench/built.mjs';

const loaded = new Map();

/** A module below this folder, such as `schedule.ts`; what it imports from here comes with it. */
export function compiled(file) {
  const where = path.resolve(import.meta.dirname, file);
  const known = loaded.get(where);
  if (known) return known;
  const { code } = transformFileSync(where, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  const module = { exports: {} };
  loaded.set(where, module.exports);
  const required = (from) => (from.startsWith('.') ? compiled(`${path.resolve(path.dirname(where), from)}.ts`) : load(from));
  vm.compileFunction(code, ['module', 'exports', 'require'], { filename: where })(module, module.exports, required);
  return module.exports;
}
