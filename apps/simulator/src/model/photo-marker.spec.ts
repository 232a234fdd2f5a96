import { deflateSync, inflateSync } from 'node:zlib';
import { crc32 } from './photo/crc32';
import { photoAnswer } from './photo/photo-answer';
import { pngOf, readPng } from './photo/png';
import { markedPhoto, readMarker } from './photo-marker';

/** A PNG whose rows are filtered by one filter, as other programs write them. */
function refiltered(png: Buffer, filter: number): Buffer {
  const at = png.indexOf('IDAT');
  const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const row = width * 3 + 1;
  const out = Buffer.alloc(rows.length);
  for (let y = 0; y < height; y += 1) {
    out[y * row] = filter;
    for (let x = 1; x < row; x += 1) {
      const left = x > 3 ? rows[y * row + x - 3]! : 0;
      const up = y > 0 ? rows[(y - 1) * row + x]! : 0;
      const guess = filter === 1 ? left : filter === 2 ? up : (left + up) >> 1;
      out[y * row + x] = rows[y * row + x]! - guess;
    }
  }
  const data = Buffer.concat([Buffer.from('IDAT'), deflateSync(out)]);
  const chunk = Buffer.alloc(data.length + 8);
  chunk.writeUInt32BE(data.length - 4, 0);
  data.copy(chunk, 4);
  chunk.writeUInt32BE(crc32(data), data.length + 4);
  return Buffer.concat([png.subarray(0, at - 4), chunk, png.subarray(png.length - 12)]);
}

describe('the marker of a photo', () => {
  it.each(['pass', 'fail', 'unsure'] as const)('%s is read back, whatever filter the rows have', (verdict) => {
    const png = markedPhoto(verdict);
    expect(readMarker(png)).toBe(verdict);
    for (const filter of [1, 2, 3]) expect(readMarker(refiltered(png, filter))).toBe(verdict);
  });

  it('is not there in a picture without one', () => {
    const png = markedPhoto('pass');
    const picture = readPng(png)!;
    expect([picture.width, picture.height]).toEqual([240, 160]);
    expect(readMarker(pngOf({ ...picture, rgb: picture.rgb.fill(90) }))).toBeNull();
    expect(readMarker(Buffer.from('GIF89a'))).toBeUndefined();
    expect(readMarker(png.subarray(0, png.length - 40))).toBeUndefined();
  });

  it('of the checksum: that of "IEND" is as every PNG ends', () => {
    expect(crc32(Buffer.from('IEND')).toString(16)).toBe('ae426082');
  });
});

describe('the verdict on a photo', () => {
  const seen = (bytes: Buffer, mediaType: string) => photoAnswer([{ kind: 'image', image: { mediaType, bytes } }]);

  it('is that of the marker', () => {
    expect(seen(markedPhoto('fail'), 'image/png')).toMatchObject({ verdict: 'fail', quality: 'good' });
  });

  it.each(['image/jpeg', 'image/webp'])('of %s is unsure, and says why', (type) => {
    expect(seen(Buffer.from([0xff, 0xd8]), type)).toEqual({
      verdict: 'unsure',
      observations: [expect.stringContaining(`reads PNG of true colour only, of a million pixels at most; this is ${type}`)],
      quality: 'poor',
    });
  });

  it('when it is as large as a photo of a telephone, is not decoded, and unsure', () => {
    const large = { width: 4_000, height: 3_000 };
    const whole = pngOf({ width: 1_000, height: 1_000, rgb: new Uint8Array(3_000_000) });
    expect(readPng(whole)).not.toBeNull();
    // As its header says it: nothing of the rest is looked at.
    whole.writeUInt32BE(large.width, 16);
    whole.writeUInt32BE(large.height, 20);
    expect(seen(whole, 'image/png')).toMatchObject({ verdict: 'unsure', quality: 'poor' });
  });

  it('without a photo is unsure', () => {
    expect(photoAnswer([])).toMatchObject({ verdict: 'unsure', quality: 'poor' });
  });
});
