import fc from 'fast-check';
import { Html, html } from './html';

describe('markup with text of the record in it', () => {
  it('when text looks like markup, shows it as text', () => {
    expect(html`<p title="${'"><script>'}">${`<b>&'`}</p>`.toString()).toBe('<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&amp;&#39;</p>');
  });

  it('keeps markup, joins lists, and leaves out what is not there', () => {
    const items = ['a<', 'b'].map((item) => html`<b>${item}</b>`);
    expect(html`<p>${items}${null}${undefined}${false}${0}</p>`.toString()).toBe('<p><b>a&lt;</b><b>b</b>0</p>');
    expect(html`${new Html('<br>')}`.toString()).toBe('<br>');
  });

  it('when text turns its direction or cannot be written, names it', () => {
    expect(html`${'a\u202Eb\u0000c\uD800'}`.toString()).toBe('a[U+202E]b\uFFFDc\uFFFD');
  });

  it('whatever the text, there is no new element, no way out of an attribute and no turned direction', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        const [, attribute, content] = /^<p title="([^"]*)">([^<]*)<\/p>$/.exec(html`<p title="${text}">${text}</p>`.toString()) ?? [];
        expect(content).toBeDefined();
        expect(attribute).toBe(content);
        expect(content).not.toMatch(/[<>"'\u202A-\u202E\u2066-\u2069]/);
        expect(content).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
      { numRuns: 200 },
    );
  });
});
