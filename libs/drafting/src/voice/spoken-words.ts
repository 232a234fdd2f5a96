import type { Scene, SceneEvidence, SceneTask } from './scene';
import { missingOf } from './scene';

/** Longest text that is spoken, characters. */
export const MOST_SPOKEN = 1_500;

const UNIT_WORDS: Readonly<Record<string, string>> = {
  Cel: 'degrees Celsius',
  uL: 'microlitres',
  mL: 'millilitres',
  L: 'litres',
  '{rpm}': 'rpm',
  '{count}': '',
  '{AU}': '',
  '%': 'percent',
  s: 'seconds',
  min: 'minutes',
  h: 'hours',
  nm: 'nanometres',
};

/** On one line, not too long, so that it can be said. */
export function sayable(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return (line.length > MOST_SPOKEN ? `${line.slice(0, MOST_SPOKEN - 2)} …` : line).replaceAll(/\p{Cs}/gu, '');
}

/** A sentence, whatever its text ends in. */
export function sentence(text: string): string {
  const line = text.trim();
  return /[.!?:…]$/.test(line) ? line : `${line}.`;
}

export function unitWords(unit: string | null): string {
  if (unit === null) return '';
  return Object.hasOwn(UNIT_WORDS, unit) ? (UNIT_WORDS[unit] ?? '') : unit.replaceAll(/[{}[\]]/g, '');
}

export function numberWords(value: number, unit: string | null): string {
  return [String(value), unitWords(unit)].filter(Boolean).join(' ');
}

/** What a piece of evidence is called when people are asked for it. */
export function nameOf({ kind, of, prompt, id }: SceneEvidence): string {
  if (prompt !== null) return prompt;
  if (kind === 'barcode' || kind === 'lot') return `${kind} of ${(of ?? id).replaceAll('_', ' ')}`;
  return kind === 'number' ? id.replaceAll('_', ' ') : kind;
}

/** How it is brought. */
export function questionOf(evidence: SceneEvidence): string {
  const name = nameOf(evidence);
  switch (evidence.kind) {
    case 'barcode':
      return `What is the ${name}? Say barcode, and spell it.`;
    case 'lot':
      return `${sentence(name)} Say lot, and spell it.`;
    case 'number':
      return `${sentence(name)} Say reading, and the number${unitWords(evidence.unit) === '' ? '' : ` in ${unitWords(evidence.unit)}`}.`;
    case 'photo':
      return `Take a photo. It should show: ${sentence(name)}`;
    case 'text':
      return `${sentence(name)} Say answer, and what it is.`;
    case 'confirm':
      return sentence(name);
  }
}

/** The task in words, with what is asked for first. */
export function taskWords(task: SceneTask, scene: Scene): string {
  const hazards = task.hazards.length === 0 ? '' : `Careful: ${task.hazards.map(sentence).join(' ')}`;
  const missing = missingOf(scene);
  return [sentence(task.say ?? task.instruction), hazards, missing ? questionOf(missing) : ''].filter(Boolean).join(' ');
}

/** Lab time as it is said: seconds below 2 min, minutes below 2 h, then hours. */
export function timeWords(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 120) return `${s} ${s === 1 ? 'second' : 'seconds'}`;
  if (s < 7_200) return `${Math.round(s / 60)} minutes`;
  return `${Math.round(s / 3_600)} hours`;
}
