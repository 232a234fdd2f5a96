import { decimal, flag, oneOf, readSetting, secret, urlOf, wholeNumber } from './setting';

function refusal(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('readSetting', () => {
  it('when the value is allowed, gives it in its type', () => {
    const source = { PORT: ' 7077 ', SCALE: '0.5', MODE: 'idle', ON: '1', DB: 'postgres://u:p@127.0.0.1:1/lab' };
    expect(readSetting('PORT', wholeNumber(1, 65535), undefined, source)).toBe(7077);
    expect(readSetting('SCALE', decimal(0, 1), undefined, source)).toBe(0.5);
    expect(readSetting('MODE', oneOf(['idle', 'busy']), undefined, source)).toBe('idle');
    expect(readSetting('ON', flag, undefined, source)).toBe(true);
    expect(readSetting('DB', urlOf('postgres', 'postgresql'), undefined, source)).toBe(source.DB);
  });

  it('when it is not set or empty, gives the fallback', () => {
    expect(readSetting('PORT', wholeNumber(1, 9), 5, {})).toBe(5);
    expect(readSetting('PORT', wholeNumber(1, 9), 5, { PORT: '  ' })).toBe(5);
    expect(readSetting('ON', flag, false, {})).toBe(false);
  });

  it('when it is required and missing, says what to set it to', () => {
    expect(refusal(() => readSetting('DATABASE_URL', urlOf('postgres'), undefined, {}))).toMatchObject({
      code: 'SETTING_INVALID',
      message: 'DATABASE_URL is not set; set it to a URL that begins with postgres://',
    });
  });

  it.each(['70777', '7e3', '-1', '7.5', 'abc', '0x10'])('when a port is %s, names setting, value and what is allowed', (written) => {
    expect(refusal(() => readSetting('PORT', wholeNumber(1, 65535), 1, { PORT: written }))).toMatchObject({
      code: 'SETTING_INVALID',
      context: { setting: 'PORT', value: written, allowed: 'a whole number from 1 to 65535' },
    });
  });

  it('when a URL with a password is refused, shows no password', () => {
    const error = refusal(() => readSetting('DB', urlOf('postgres'), undefined, { DB: 'mysql://u:geheim@h/x' }));
    expect(JSON.stringify(error)).not.toContain('geheim');
    expect(readSetting('KEY', secret, undefined, { KEY: 'k' })).toBe('k');
  });
});
