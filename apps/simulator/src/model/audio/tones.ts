import { SAMPLE_RATE } from './wav';

const LETTER_SECONDS = 0.07;
const LOWEST_HZ = 200;
const LOUDNESS = 0.3;

/** One tone for each letter, 70 ms long, silence for what is none: a sentence takes about as long as when it is said. -1 to 1. */
export function tonesOf(text: string): Float32Array {
  const perLetter = Math.round(SAMPLE_RATE * LETTER_SECONDS);
  const samples = new Float32Array(text.length * perLetter);
  Array.from(text.toLowerCase()).forEach((letter, i) => {
    const number = 'abcdefghijklmnopqrstuvwxyz0123456789'.indexOf(letter);
    if (number < 0) return;
    const hz = LOWEST_HZ * 2 ** (number / 12);
    for (let t = 0; t < perLetter; t += 1) {
      const fade = Math.sin((Math.PI * t) / perLetter);
      samples[i * perLetter + t] = LOUDNESS * fade * Math.sin((2 * Math.PI * hz * t) / SAMPLE_RATE);
    }
  });
  return samples;
}
