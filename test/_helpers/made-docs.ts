import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const PAGE = path.resolve(__dirname, '../../docs/doctor.md');

/** A part of docs/doctor.md that is made by a test: `UPDATE_DOCS=1` writes it anew. */
export function pagePart(name: string): { read(): string; write(text: string): void } {
  const [begin, end] = [`<!-- ${name}: made by its test -->`, `<!-- end of ${name} -->`];
  const split = () => {
    const page = readFileSync(PAGE, 'utf8');
    const [from, to] = [page.indexOf(begin) + begin.length, page.indexOf(end)];
    if (from < begin.length || to < from) throw new Error(`docs/doctor.md has no part ${name}`);
    return { before: page.slice(0, from), part: page.slice(from, to).trim(), after: page.slice(to) };
  };
  return {
    read: () => split().part,
    write(text) {
      const { before, after } = split();
      writeFileSync(PAGE, `${before}\n\n${text.trim()}\n\n${after}`);
    },
  };
}
