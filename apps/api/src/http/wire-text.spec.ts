import { escapedText } from './wire-text';

describe('escapedText', () => {
  it('leaves printable ASCII and escapes every other byte, the backslash too', () => {
    expect(escapedText(Buffer.from('M104 S45\r\n\t\\').toString('hex'))).toBe('M104 S45\\r\\n\\t\\\\');
    expect(escapedText('007fff')).toBe('\\x00\\x7f\\xff');
    expect(escapedText('')).toBe('');
  });
});
