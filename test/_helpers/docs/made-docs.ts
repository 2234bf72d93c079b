import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const DOCS = path.resolve(__dirname, '../../../docs');

/**
 * The content of a generated page in docs/. With UPDATE_DOCS=1, the page is first replaced with `text`. Otherwise a test
 * that compares it with `text` fails if the page is out of date.
 */
export function madePage(name: string, text: string): string {
  const file = path.join(DOCS, name);
  if (process.env.UPDATE_DOCS) writeFileSync(file, text);
  return readFileSync(file, 'utf8');
}

/**
 * Like `madePage` for a part of a page, between `<!-- part: how it is made -->` and `<!-- /part -->`.
 *
 * @throws Error if the page has no such part
 */
export function madePart(name: string, part: string, text: string): string {
  const page = readFileSync(path.join(DOCS, name), 'utf8');
  const marked = new RegExp(`(<!-- ${part}: .*-->\n)([^]*)(\n<!-- /${part} -->)`);
  const [, begin, there, end] = marked.exec(page) ?? [];
  if (there === undefined) throw new Error(`docs/${name} has no part ${part}`);
  if (!process.env.UPDATE_DOCS) return there;
  madePage(
    name,
    page.replace(marked, () => `${begin}${text}${end}`),
  );
  return text;
}

/** A Markdown table without a line break at the end. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return lines.join('\n');
}
