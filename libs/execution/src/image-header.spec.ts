import { imageHeader, otherFile } from './image-header';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const PNG = '89504e470d0a1a0a';
/** Start of image, then an APP0 segment of 16 bytes. */
const JPEG = `ffd8 ffe00010 ${'00'.repeat(14)}`;

describe('the header of an image', () => {
  it.each<[string, string, unknown]>([
    ['a PNG', `${PNG} 0000000d 49484452 00000280 000001e0 08`, { mediaType: 'image/png', width: 640, height: 480 }],
    ['a PNG that is cut off', `${PNG} 0000000d 4948`, { mediaType: 'image/png', width: null, height: null }],
    ['a PNG of no width', `${PNG} 0000000d 49484452 00000000 000001e0 08`, { mediaType: 'image/png', width: null, height: null }],
    ['a PNG wider than any', `${PNG} 0000000d 49484452 ffffffff 000001e0 08`, { mediaType: 'image/png', width: null, height: null }],
    ['a baseline JPEG', `${JPEG} ffc00011 08 01e0 0280 03`, { mediaType: 'image/jpeg', width: 640, height: 480 }],
    ['a progressive JPEG with fill bytes', `${JPEG} ffffffc20011 08 01e0 0280 03`, { mediaType: 'image/jpeg', width: 640, height: 480 }],
    [
      'a JPEG with a Huffman table before its frame',
      `${JPEG} ffc40004 0000 ffc10011 08 01e0 0280 03`,
      { mediaType: 'image/jpeg', width: 640, height: 480 },
    ],
    [
      'a JPEG whose scan begins without a frame',
      `${JPEG} ffda0011 ${'00'.repeat(15)}`,
      { mediaType: 'image/jpeg', width: null, height: null },
    ],
    [
      'a JPEG with a segment that is shorter than its own length',
      `ffd8 ffe00000 ffc00011 0801e0028003`,
      { mediaType: 'image/jpeg', width: 640, height: 480 },
    ],
    ['a JPEG that is cut off', 'ffd8ffe0', { mediaType: 'image/jpeg', width: null, height: null }],
    [
      'an extended WebP',
      '52494646 1e000000 57454250 56503858 0a000000 00000000 7f0200 df0100',
      { mediaType: 'image/webp', width: 640, height: 480 },
    ],
    [
      'a lossless WebP',
      '52494646 1e000000 57454250 5650384c 08000000 2f 7fc27700 000000 0000',
      { mediaType: 'image/webp', width: 640, height: 480 },
    ],
    [
      'a lossy WebP',
      '52494646 1e000000 57454250 56503820 0a000000 300000 9d012a 8002 e001',
      { mediaType: 'image/webp', width: 640, height: 480 },
    ],
    ['a WebP that is cut off', '52494646 1e000000 57454250', { mediaType: 'image/webp', width: null, height: null }],
    ['a GIF', '474946383961 0100 0100', null],
    ['a page that claims to be an image', Buffer.from('<html><script>').toString('hex'), null],
    ['nothing', '', null],
  ])('when it is %s, says what that is', (_what, hex, known) => {
    expect(imageHeader(bytes(hex))).toEqual(known);
  });

  it.each([
    ['a GIF', Buffer.from('GIF89a')],
    ['a PDF', Buffer.from('%PDF-1.7')],
    ['a HEIC', Buffer.from('0000001866747970686569630000', 'hex')],
    ['an AVIF', Buffer.from('0000001866747970617669660000', 'hex')],
    ['a video', Buffer.from('000000186674797069736f6d0000', 'hex')],
    ['an SVG or another XML file', Buffer.from('\n<?xml version="1.0"?><svg>')],
    ['a web page', Buffer.from('<html><script>')],
    ['a TIFF', Buffer.from('49492a00', 'hex')],
    ['a BMP', Buffer.from('BM6')],
    [null, Buffer.from('anything else')],
  ])('when it is %s instead, says so', (what, start) => {
    expect(otherFile(start)).toBe(what);
  });
});
