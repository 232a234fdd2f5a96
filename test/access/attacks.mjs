/* Ways around the table of scopes. Each says what it tried, whether it was refused, and what was answered. */

/** @returns {Promise<{what: string, refused: boolean, answer: string}[]>} */
export async function attacks({ url, all }) {
  const tried = [];
  const keyOf = (name) => all.find((caller) => caller.name === name)?.key;
  const send = async (what, method, path, { as, headers = {}, body } = {}, isRefused = (status) => status === 401 || status === 403) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(as === undefined ? {} : { authorization: `Bearer ${keyOf(as)}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { code = '' } = text.startsWith('{') ? JSON.parse(text) : {};
    tried.push({ what, refused: isRefused(response.status), answer: `${response.status} ${code}` });
  };
  const admin = { name: 'x', roles: ['scientist'] };
  await send('a method in another case', 'post', '/v1/principals', { as: 'scientist', body: admin });
  await send('a method given in a header', 'GET', '/v1/principals', { as: 'scientist', headers: { 'x-http-method-override': 'POST' } });
  await send('a path with a slash at its end', 'POST', '/v1/principals/', { as: 'scientist', body: admin });
  await send('a path in capitals', 'POST', '/V1/PRINCIPALS', { as: 'scientist', body: admin }, (status) =>
    [401, 403, 404].includes(status),
  );
  await send('a path with two slashes', 'POST', '//v1/principals', { as: 'scientist', body: admin }, (status) =>
    [401, 403, 404].includes(status),
  );
  await send('a path with an encoded letter', 'POST', '/v1/princip%61ls', { as: 'scientist', body: admin }, (status) =>
    [401, 403, 404].includes(status),
  );
  await send('HEAD of what may not be read', 'HEAD', '/v1/principals', { as: 'scientist' });
  await send('a role in the body', 'POST', '/v1/principals', { as: 'scientist', body: { ...admin, as: 'admin', role: 'admin' } });
  await send('a key in the query', 'GET', `/v1/principals?key=${keyOf('admin')}`, {});
  await send('a key in a cookie', 'GET', '/v1/principals', { headers: { cookie: `labwright_session=${keyOf('admin')}` } });
  await send('another scheme', 'GET', '/v1/me', { headers: { authorization: `Basic ${keyOf('admin')}` } });
  await send('a session that nobody began', 'GET', '/v1/me', { headers: { cookie: `labwright_session=${'a'.repeat(43)}` } });
  await send('own roles raised', 'PATCH', '/v1/principals/00000000-0000-4000-8000-000000000000', {
    as: 'scientist',
    body: { roles: ['admin'] },
  });
  await send('a model that stops the lab', 'POST', '/v1/estop', { as: 'model', body: {} });
  return tried;
}
