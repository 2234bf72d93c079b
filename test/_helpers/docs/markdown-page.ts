/** A link on a page, with its line number. */
export interface MarkdownLink {
  line: number;
  /** The target as written: `lint.md#exit-codes`, `https://…`. */
  target: string;
}

/** The links of a page, except those in code. */
export function linksOf(page: string): MarkdownLink[] {
  return withoutFences(page).flatMap((text, index) =>
    [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({
      line: index + 1,
      target,
    })),
  );
}

/**
 * The anchors of a page: the ids in its HTML, and those that GitHub derives from its headings. `## What it costs`
 * becomes `what-it-costs`.
 */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const line of withoutFences(page)) {
    for (const [, id = ''] of line.matchAll(/<a id="([^"]+)">/g)) anchors.add(id);
    const [, heading] = /^#{1,6} +(.*?) *$/.exec(line) ?? [];
    if (heading === undefined) continue;
    const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    // A repeated heading gets a number.
    let own = anchor;
    for (let again = 1; anchors.has(own); again++) own = `${anchor}-${again}`;
    anchors.add(own);
  }
  return anchors;
}

/** The lines of a page, where lines in code blocks are empty. */
function withoutFences(page: string): string[] {
  let fence: string | undefined;
  return page.split('\n').map((line) => {
    // A fence may also be the first thing in a list item.
    const [, mark] = /^\s*(?:(?:\d+\.|[-*])\s+)?(```+|~~~+)/.exec(line) ?? [];
    if (mark === undefined) return fence === undefined ? line : '';
    if (fence === undefined) fence = mark;
    else if (mark.startsWith(fence)) fence = undefined;
    return '';
  });
}
