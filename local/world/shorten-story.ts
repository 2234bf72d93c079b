/** The last lines of a story. Consecutive ticks that differ only in numbers are shown once. */
export function shortenStory(story: readonly string[], lines: number): string {
  const told: { line: string; key: string; more: number }[] = [];
  for (const line of story) {
    const key = line.replace(/\d+/g, '#');
    const last = told.at(-1);
    if (last?.key === key) last.more += 1;
    else told.push({ line, key, more: 0 });
  }
  return told
    .slice(-lines)
    .map(({ line, more }) => (more === 0 ? line : `${line} (and ${more} times more)`))
    .join('\n');
}
