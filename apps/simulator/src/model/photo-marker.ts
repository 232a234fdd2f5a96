import { pngOf, readPng, type Picture } from './photo/png';

export type MarkedVerdict = 'pass' | 'fail' | 'unsure';

/** Side of one square of the marker, pixels. */
const SQUARE = 8;
const BLUE = [0, 0, 255] as const;
const WHITE = [255, 255, 255] as const;
const COLOURS = { pass: [0, 200, 0], fail: [200, 0, 0], unsure: [220, 200, 0] } as const;
const TOLERANCE = 24;
const WIDTH = 240;
const HEIGHT = 160;

/**
 * A picture for tests: a grey plate with wells, and in its top left corner a row of squares, blue, white, the colour of the verdict, blue.
 * The marker is pixels and not metadata, so that it is still there when everything that a camera writes has been taken out. PNG, 240 x 160.
 */
export function markedPhoto(verdict: MarkedVerdict): Buffer {
  const rgb = new Uint8Array(WIDTH * HEIGHT * 3).fill(170);
  const set = (x: number, y: number, colour: readonly number[]) => rgb.set(colour, (y * WIDTH + x) * 3);
  for (let y = 0; y < HEIGHT; y += 1)
    for (let x = 0; x < WIDTH; x += 1) {
      const inWell = ((x - 30) % 16) ** 2 + ((y - 40) % 14) ** 2 < 30 && x > 28 && y > 38;
      if (inWell) set(x, y, [235, 225, 180]);
    }
  markOf(verdict).forEach((colour, square) => {
    for (let i = 0; i < SQUARE * SQUARE; i += 1) set(square * SQUARE + (i % SQUARE), Math.floor(i / SQUARE), colour);
  });
  return pngOf({ width: WIDTH, height: HEIGHT, rgb });
}

/** The verdict that a picture is marked with; null without a marker. @returns undefined when the file cannot be read here */
export function readMarker(bytes: Buffer): MarkedVerdict | null | undefined {
  const picture = readPng(bytes);
  if (picture === null) return undefined;
  const found = [0, 1, 2, 3].map((square) => pixelAt(picture, square * SQUARE + SQUARE / 2, SQUARE / 2));
  const verdicts = Object.keys(COLOURS) as MarkedVerdict[];
  return verdicts.find((verdict) => markOf(verdict).every((colour, square) => isNear(colour, found[square] ?? []))) ?? null;
}

function markOf(verdict: MarkedVerdict): readonly (readonly number[])[] {
  return [BLUE, WHITE, COLOURS[verdict], BLUE];
}

function pixelAt({ width, height, rgb }: Picture, x: number, y: number): readonly number[] {
  if (x >= width || y >= height) return [];
  return [...rgb.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

function isNear(wanted: readonly number[], found: readonly number[]): boolean {
  return found.length === 3 && wanted.every((each, i) => Math.abs(each - (found[i] ?? -TOLERANCE - 1)) <= TOLERANCE);
}
