import { decodeBody, encodeBody, serpentine, type DataBody } from './data-body.protocol';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
const text = (value: Uint8Array): string => Buffer.from(value).toString('latin1');
const luminescence = '01,1,\r000:00:00.0,237,04,04,0000018\r\n,05,04,0000017\r\n,06,04,0000014\r\n237\x1a210\x1a0000\x03';
const absorbance: DataBody = {
  plate: '01',
  read: '1',
  time: '000:00:00.0',
  record: '228',
  tailRecord: '228',
  format: 'absorbance',
  status: '0000',
  wells: [
    { row: 1, column: 1, value: -0.0012 },
    { row: 1, column: 2, value: 12.5 },
    { row: 2, column: 2, value: null },
    { row: 2, column: 1, value: 0.19166 },
  ],
};

describe('the data of a read', () => {
  it('are read with the sum of their bytes, and written with it', () => {
    const found = decodeBody(bytes(luminescence));
    expect(found).toMatchObject({ body: { record: '237', format: 'counts', wells: [{ row: 4, column: 4, value: 18 }, {}, {}] } });
    if ('body' in found) expect(text(encodeBody(found.body))).toBe(luminescence);
  });

  it('have seven characters a well', () => {
    expect(text(encodeBody(absorbance))).toContain('228,01,01,-0.0012,01,02,+12.500\r\n,02,02,*******,02,01,+0.1917\r\n228');
  });

  it('keep head and tail apart, because a published body has 227 in one and 228 in the other', () => {
    const written = encodeBody({ ...absorbance, record: '227', wells: [{ row: 1, column: 1, value: 0.1 }] });
    expect(decodeBody(written)).toMatchObject({ body: { record: '227', tailRecord: '228' } });
  });

  it('keep a well that is neither a number nor asterisks', () => {
    const written = encodeBody({ ...absorbance, wells: [{ row: 1, column: 1, value: null, text: 'OVERFLO' }] });
    expect(decodeBody(written)).toMatchObject({ body: { wells: [{ value: null, text: 'OVERFLO' }] } });
  });

  it.each([
    ['a changed digit', luminescence.replace('0000017', '0000019'), 'checksum'],
    ['a lost byte', luminescence.replace('0000017', '000017'), 'checksum'],
    ['no head', luminescence.slice(6), 'form'],
    ['no end', luminescence.slice(0, -1), 'form'],
    ['nothing', '', 'form'],
  ])('with %s are refused', (_, damaged, error) => {
    expect(decodeBody(bytes(damaged))).toEqual({ error });
  });

  it('pass the rows of a rectangle forth and back, beginning with its own first row', () => {
    expect(serpentine({ firstRow: 2, firstColumn: 2, lastRow: 4, lastColumn: 3 }).map(({ row, column }) => `${row}.${column}`)).toEqual([
      '2.2',
      '2.3',
      '3.3',
      '3.2',
      '4.2',
      '4.3',
    ]);
  });
});
