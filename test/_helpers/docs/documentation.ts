import path from 'node:path';

export const ROOT = path.resolve(__dirname, '../../..');

export interface CodeBlock {
  page: string;
  line: number;
  /** `sh`, `yaml`, …; empty if the page has none. */
  language: string;
  lines: string[];
}

/** The fenced blocks of a page, also those in the items of a list. */
export function codeBlocksOf(page: string, text: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: CodeBlock | undefined;
  text.split('\n').forEach((line, index) => {
    const [, mark, language = ''] = /^\s*(?:(?:\d+\.|[-*])\s+)?(```)([a-z]*)\s*$/.exec(line) ?? [];
    if (mark === undefined) open?.lines.push(line);
    else if (open) {
      blocks.push(open);
      open = undefined;
    } else open = { page, line: index + 1, language, lines: [] };
  });
  return blocks;
}

/** The commands of a block for a shell: comments left out, lines that end with `\` joined. */
export function commandsIn({ lines }: CodeBlock): string[] {
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/\s+#\s.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
