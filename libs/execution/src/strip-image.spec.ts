import { drawnPng, jpegFrame, jpegSegment, webpFrame } from '@labwright/testing';
import fc from 'fast-check';
import { PhotoType, imageHeader } from './image-header';
import { stripImage } from './strip-image';

const SECRET = 'lat 52.5 lon 13.4, serial 4711';
const text = (prefix: string): Buffer => Buffer.from(`${prefix}${SECRET}`, 'latin1');
/** Exif in the order of bytes of Motorola, with a place and a rotation by 90 degrees. */
const EXIF = Buffer.concat([
  Buffer.from(
    '45786966 0000 4d4d002a 00000008 0002 010e 0002 0000001e 00000026 0112 0003 00000001 0006 0000 00000000'.replaceAll(' ', ''),
    'hex',
  ),
  Buffer.from(SECRET),
]);
/** The rotation alone, in the order of Intel. */
const ROTATION = Buffer.from('ffe1002245786966000049492a0008000000010012010300010000000600000000000000', 'hex');
const JFIF = jpegSegment(0xe0, Buffer.from('4a46494600010100000100010000', 'hex'));
const PROFILE = text('ICC_PROFILE\0\x01\x01').subarray(0, 14);

describe('what a camera wrote into a photo', () => {
  it('goes out of a PNG, and everything that is the picture stays byte for byte', () => {
    const gamma = { name: 'gAMA', data: Buffer.from('0000b18f', 'hex') };
    const told = ['tEXt', 'zTXt', 'iTXt', 'eXIf', 'tIME', 'prVt'].map((name) => ({ name, data: text('Comment\0') }));
    const bytes = Buffer.concat([drawnPng(3, 2, undefined, [gamma, ...told]), text('after the end')]);
    expect(stripImage(bytes, PhotoType.png)).toEqual(drawnPng(3, 2, undefined, [gamma]));
  });

  it('goes out of a JPEG with what follows its end; JFIF, colours and the rotation stay', () => {
    const told = [
      jpegSegment(0xe1, EXIF),
      jpegSegment(0xe1, text('http://ns.adobe.com/xap/1.0/\0')),
      jpegSegment(0xe2, text('MPF\0')),
      jpegSegment(0xed, text('Photoshop 3.0\0')),
      jpegSegment(0xfe, text('')),
      jpegSegment(0xe0, text('JFXX\0')),
    ];
    const kept = [JFIF, jpegSegment(0xe2, PROFILE), jpegSegment(0xee, Buffer.from('Adobe\0d\0\0\0\0\x01'))];
    const bytes = Buffer.concat([jpegFrame(640, 480, [...told, ...kept]), text('after the end')]);
    const clean = jpegFrame(640, 480, kept);
    expect(stripImage(bytes, PhotoType.jpeg)).toEqual(Buffer.concat([clean.subarray(0, 2), ROTATION, clean.subarray(2)]));
  });

  it('goes out of a WebP, whose length and flags follow', () => {
    const profile = { name: 'ICCP', data: PROFILE };
    const told = [
      { name: 'EXIF', data: text('') },
      { name: 'XMP ', data: text('') },
      { name: 'abcd', data: text('') },
    ];
    const bytes = Buffer.concat([webpFrame(640, 480, [profile, ...told]), text('after the end')]);
    expect(stripImage(bytes, PhotoType.webp)).toEqual(webpFrame(640, 480, [profile]));
  });

  it.each([
    ['a PNG with a wrong checksum', PhotoType.png, drawnPng(3, 2).fill(1, 40, 41)],
    ['a PNG without pixels', PhotoType.png, Buffer.concat([drawnPng(3, 2).subarray(0, 33), drawnPng(3, 2).subarray(-12)])],
    ['a JPEG without a scan', PhotoType.jpeg, Buffer.from('ffd8ffd9', 'hex')],
    ['a JPEG whose segment is longer than the file', PhotoType.jpeg, Buffer.from('ffd8ffe1ffff0000', 'hex')],
    ['a WebP that moves', PhotoType.webp, Buffer.from('RIFF\x0c\0\0\0WEBPANIM\0\0\0\0', 'latin1')],
  ])('when it is %s, gives nothing', (_what, type, bytes) => {
    expect(stripImage(bytes, type)).toBeNull();
  });

  it('when a photo is cut off anywhere, or is any bytes at all, gives nothing or what comes out as it goes in, and never throws', () => {
    const whole: [PhotoType, Buffer][] = [
      [PhotoType.png, drawnPng(3, 2, undefined, [{ name: 'tEXt', data: text('a\0') }])],
      [PhotoType.jpeg, jpegFrame(640, 480, [JFIF, jpegSegment(0xe1, EXIF)])],
      [PhotoType.webp, webpFrame(640, 480, [{ name: 'EXIF', data: text('') }])],
    ];
    for (const [type, bytes] of whole)
      for (let length = 0; length < bytes.length; length++) expect(stripImage(bytes.subarray(0, length), type)).toBeNull();
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.array(fc.tuple(fc.nat(200), fc.nat(255)), { maxLength: 4 }), ([type, bytes], changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) if (at < changed.length) changed[at] = value;
        const stripped = stripImage(changed, type);
        if (stripped === null || imageHeader(changed)?.mediaType !== type) return;
        expect(stripImage(stripped, type)).toEqual(stripped);
        expect(imageHeader(stripped)?.mediaType).toBe(type);
      }),
    );
  });
});
