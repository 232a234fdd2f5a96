import type { PhotoAnswer } from '@labwright/drafting';
import type { Turn } from '../asked';
import { readMarker } from '../photo-marker';

const SEEN = {
  pass: 'the marker of this picture says that it is as expected',
  fail: 'the marker of this picture says that it is not as expected',
  unsure: 'the marker of this picture says that it cannot be told',
} as const;
const BLIND = 'a simulated model sees nothing but a marker of coloured squares in the corner of a picture';

/** The verdict that a picture is marked with. A picture without one, or in a format that cannot be read here, is for a person. */
export function photoAnswer(turns: readonly Turn[]): PhotoAnswer {
  const image = turns.findLast((turn) => turn.kind === 'image');
  const marker = image?.kind === 'image' ? readMarker(image.image.bytes) : undefined;
  if (marker === undefined) {
    const type = (image?.kind === 'image' && image.image.mediaType) || 'no image';
    return {
      verdict: 'unsure',
      observations: [`${BLIND}, and reads PNG of true colour only, of a million pixels at most; this is ${type}`],
      quality: 'poor',
    };
  }
  if (marker === null) return { verdict: 'unsure', observations: [`${BLIND}; this one has none`], quality: 'poor' };
  return { verdict: marker, observations: [SEEN[marker]], quality: marker === 'unsure' ? 'poor' : 'good' };
}
