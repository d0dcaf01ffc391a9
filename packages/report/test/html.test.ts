import { expect, test } from 'vitest';
import { html } from '../src/html.ts';

test('text is escaped in elements and attributes, HTML is not', () => {
  const bold = html`<b title="${`"'`}">${'<&>'}</b>`;
  expect(bold.markup).toBe('<b title="&quot;&#39;">&lt;&amp;&gt;</b>');
  expect(html`<p>${bold}${[1, ' ', html`<i></i>`]}${undefined}</p>`.markup).toBe(
    '<p><b title="&quot;&#39;">&lt;&amp;&gt;</b>1 <i></i></p>',
  );
});

test('characters that turn the direction of writing are written by their numbers', () => {
  expect(html`${'a\u202eb\u0000'}`.markup).toBe('a\\u202eb\\u0000');
});
