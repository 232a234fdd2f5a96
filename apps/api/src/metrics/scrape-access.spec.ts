import type { Request } from 'express';
import { scrapeRefusal as subject } from './scrape-access';

const caller = (remoteAddress: string, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as Pick<Request, 'headers' | 'socket'>;

describe('who may scrape', () => {
  it.each([
    ['127.0.0.1', {}, null, true],
    ['::1', {}, null, true],
    ['::ffff:127.0.0.1', {}, null, true],
    ['192.0.2.7', {}, null, false],
    ['127.0.0.1', { 'x-forwarded-for': '203.0.113.5' }, null, false],
    ['127.0.0.1', { forwarded: 'for=203.0.113.5' }, null, false],
    ['192.0.2.7', { authorization: 'Bearer right' }, 'right', true],
    ['127.0.0.1', { authorization: 'Bearer wrong' }, 'right', false],
    ['127.0.0.1', {}, 'right', false],
    ['127.0.0.1', { authorization: 'Basic right' }, 'right', false],
  ])('when %s sends %j and the token is %s, lets it in: %s', (address, headers, token, allowed) => {
    expect(subject(caller(address, headers), token) === null).toBe(allowed);
  });
});
