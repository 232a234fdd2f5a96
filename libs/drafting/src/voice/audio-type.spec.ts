import fc from 'fast-check';
import { AudioTypes, audioType } from './audio-type';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');

describe('the kind of a recording', () => {
  it.each([
    ['audio/wav', '52494646 24000000 57415645 666d7420'],
    ['audio/ogg', '4f676753 00020000'],
    ['audio/webm', '1a45dfa3 9f428681'],
    ['audio/flac', '664c6143 00000022'],
    ['audio/mp4', '00000020 66747970 4d344120 00000000'],
    ['audio/mpeg', '49443303 00000000'],
    ['audio/mpeg', 'fffb9064 00000000'],
    [null, 'ffffffff 00000000'],
    [null, '52494646 24000000 57454250'],
    [null, '00000018 66747970 68656963'],
    [null, '25504446 2d312e37'],
    [null, ''],
  ])('is %s by its first bytes', (type, hex) => {
    expect(audioType(bytes(hex))).toBe(type);
  });

  it('when it is any bytes at all, is one of the kinds or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 32 }), (some) => {
        const type = audioType(some);
        expect(type === null || Object.hasOwn(AudioTypes, type)).toBe(true);
      }),
    );
  });
});
