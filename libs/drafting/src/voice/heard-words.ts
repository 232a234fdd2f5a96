/** Longest transcript that is read, characters; what is longer is no command. */
export const MOST_TRANSCRIPT = 2_000;

/** Said between words, and meaning nothing. */
const FILLERS = new Set(['um', 'uh', 'uhm', 'er', 'erm', 'ah', 'eh', 'hm', 'hmm', 'mm', 'please', 'thanks', 'labwright']);
/** Said before a command, and meaning nothing there. */
const LEADS = new Set(['okay', 'ok', 'so', 'well', 'hey', 'right', 'alright', 'now', 'then', 'and']);

/** A word as it is compared, and as it was written. */
export interface HeardWord {
  readonly word: string;
  readonly raw: string;
}

/**
 * A transcript without characters that are not seen, on one line. What is too long is cut after `most`, as a rule one character after the longest
 * that is read, so that what was cut is no command. Cut last: normalization makes up to 18 characters of one.
 */
export function cleanTranscript(text: string, most = MOST_TRANSCRIPT + 1): string {
  return text
    .slice(0, 4 * most)
    .normalize('NFKC')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
    .slice(0, most)
    .replaceAll(/\p{Cs}/gu, '\ufffd');
}

/**
 * The words of a transcript: without punctuation but in numbers and labels, without fillers, hyphenated numbers apart. Letters of other scripts
 * stay what they are, so that nothing that only looks like a command is one.
 */
export function heardWords(transcript: string): readonly HeardWord[] {
  const words = cleanTranscript(transcript.slice(0, MOST_TRANSCRIPT + 1))
    .split(' ')
    .flatMap((piece) => (/^[a-z]+(?:-[a-z]+)+[.,;:!?]*$/i.test(piece) ? piece.split('-') : [piece]))
    .map((piece) => ({ raw: trimmed(piece), word: trimmed(piece).toLowerCase().replaceAll(/['’]/g, '') }))
    .filter(({ word }) => word !== '' && !FILLERS.has(word));
  const first = words.findIndex(({ word }) => !LEADS.has(word));
  return first === -1 ? [] : words.slice(first);
}

/** Punctuation around a word is the transcriber's; a dot or sign before a digit belongs to the number. */
function trimmed(piece: string): string {
  return piece.replaceAll(/^(?![-−+.]\d)[^\p{L}\p{N}]+(?=.)|[^\p{L}\p{N}%°µ]+$/gu, '').replace(/^[^\p{L}\p{N}.+−-]+/u, '');
}
