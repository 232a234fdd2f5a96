import { createHash } from 'node:crypto';

const SCRIPT = `
const form = document.querySelector('form');
const said = document.querySelector('output');
const say = (text) => { said.textContent = text; };
const token = location.hash.slice(1);
history.replaceState(null, '', location.pathname);
if (!token) say('This page needs the whole link, with the part after #.');
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const password = form.elements.password.value;
  if (password !== form.elements.again.value) return say('The two passwords differ.');
  const answer = await fetch('/v1/setup', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, password }),
  }).catch(() => null);
  const body = answer ? await answer.json().catch(() => ({})) : {};
  if (answer && answer.ok) { form.hidden = true; say('The password of ' + body.name + ' is set. Sign in with it.'); }
  else say(body.detail || 'The lab does not answer; try again.');
});
`;
const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem}label{display:block;margin:.8rem 0}input{width:100%;font:inherit;padding:.4rem}button{font:inherit;padding:.4rem 1rem}`;
const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing runs or shows but what is on the page, and it speaks to this API only. */
export const SETUP_POLICY = [
  "default-src 'none'",
  `script-src ${hash(SCRIPT)}`,
  `style-src ${hash(STYLE)}`,
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Where whoever has a link sets a password. The token is after #, so it is in no log and no referrer. */
export const SETUP_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Labwright: set a password</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Set a password</h1>
<p>12 characters or more; a few words that nobody says together are best.</p>
<form>
<label>Password <input name="password" type="password" autocomplete="new-password" minlength="12" required></label>
<label>Once more <input name="again" type="password" autocomplete="new-password" required></label>
<button>Set the password</button>
</form>
<output role="status"></output>
<noscript>This page needs JavaScript. Without it, send the token and the password to POST /v1/setup.</noscript>
<script>${SCRIPT}</script>
</body>
</html>
`;
