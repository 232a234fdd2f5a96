import { imageHeader } from './image-header';

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
    ['a GIF', '474946383961 0100 0100', null],
    ['a page that claims to be an image', Buffer.from('<html><script>').toString('hex'), null],
    ['nothing', '', null],
  ])('when it is %s, says what that is', (_what, hex, known) => {
    expect(imageHeader(bytes(hex))).toEqual(known);
  });
});
