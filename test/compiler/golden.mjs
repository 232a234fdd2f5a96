/*
 * Which codes of the catalogue have a golden protocol that raises exactly that code: the golden spec itself is run, by jest and without a
 * database, and what passed of it is counted.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { built } from '../bench/built.mjs';
import jest from '../../jest.config.mjs';

const { DiagnosticCodes } = built('libs/protocol/src');
const SPEC = 'libs/protocol/src/golden-findings.spec.ts';
const LIMIT_MS = 100_000;

async function reportOf(folder) {
  const unit = jest.projects.find(({ displayName }) => displayName === 'unit');
  const file = path.join(folder, 'golden.json');
  const config = JSON.stringify({ ...unit, testMatch: [path.join(unit.rootDir, SPEC)] });
  const program = path.join(unit.rootDir, 'node_modules/jest/bin/jest.js');
  const child = spawn(process.execPath, [program, '--config', config, '--runInBand', '--json', '--outputFile', file], {
    cwd: unit.rootDir,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: LIMIT_MS,
  });
  let said = '';
  child.stderr.on('data', (piece) => (said += piece));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`${SPEC} did not run: ${said.slice(-2_000)}`, { cause });
  }
}

/** @returns {Promise<{codes: number, covered: number, uncovered: string[], goldens: number, faults: string[]}>} */
export async function goldenFindings() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'labwright-golden-'));
  try {
    const report = await reportOf(folder);
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    const ofCode = (code) => tests.filter(({ title }) => title.startsWith(`${code}: `));
    const sound = (code) => ofCode(code).length > 0 && ofCode(code).every(({ status }) => status === 'passed');
    const uncovered = DiagnosticCodes.filter((code) => !sound(code));
    return {
      codes: DiagnosticCodes.length,
      covered: DiagnosticCodes.length - uncovered.length,
      uncovered,
      goldens: DiagnosticCodes.reduce((sum, code) => sum + ofCode(code).length, 0),
      faults: tests.filter(({ status }) => status !== 'passed').map(({ fullName, status }) => `${fullName}: ${status}`),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
