import type { Row } from '../side-by-side/row';
import { ORDER, sizeOf } from './markdown';

const LEFT = 250;
const BARS = 360;
const BAR = 14;
const GAP = 4;
const TITLE = 26;
const AXIS = 26;
const WIDTH = LEFT + BARS + 70;
/** Spillway, kadm, and the others. Readable on white and on dark pages. */
const COLOURS: readonly [prefix: string, colour: string][] = [
  ['spillway', '#2f7ed8'],
  ['kadm', '#e08a1e'],
  ['', '#8a8f98'],
];

/** The median times on one broker as an SVG: a panel for each size and group, bars on a logarithmic scale. */
export function chartOf(rows: readonly Row[]): string {
  const near = rows.filter(({ place }) => place === '1 broker');
  const titleOf = (row: Row) => `${sizeOf(row)}, ${row.behind === 'all' ? 'all' : 'nothing'} behind`;
  const titles = [...new Set(near.map(titleOf))];
  const largest = Math.max(10, ...near.map(({ medianMs }) => medianMs));
  const decades = Math.ceil(Math.log10(largest));
  const x = (ms: number) => (Math.max(0, Math.log10(Math.max(ms, 1))) / decades) * BARS;
  let y = 0;
  const parts: string[] = [];
  for (const title of titles) {
    parts.push(text(4, y + 17, title, 'start', 'bold'));
    y += TITLE;
    const members = near.filter((row) => titleOf(row) === title);
    members.sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
    for (const { name, medianMs } of members) {
      parts.push(text(LEFT - 6, y + BAR - 3, name, 'end'));
      parts.push(
        `<rect x="${LEFT}" y="${y}" width="${x(medianMs).toFixed(1)}" height="${BAR}" fill="${colourOf(name)}"/>`,
      );
      parts.push(text(LEFT + x(medianMs) + 5, y + BAR - 3, `${shown(medianMs)} ms`, 'start'));
      y += BAR + GAP;
    }
    y += 8;
  }
  const ticks = Array.from({ length: decades + 1 }, (_, decade) => 10 ** decade);
  for (const ms of ticks) {
    const at = (LEFT + x(ms)).toFixed(1);
    parts.unshift(`<line x1="${at}" y1="0" x2="${at}" y2="${y}" stroke="#8a8f98" stroke-opacity="0.3"/>`);
    parts.push(text(Number(at), y + 16, `${ms.toLocaleString('en')} ms`, 'middle'));
  }
  const height = y + AXIS;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="11" fill="#6b7280">`,
    '<title>Median time of a look, in milliseconds, on a logarithmic scale</title>',
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end',
  weight: 'normal' | 'bold' = 'normal',
): string {
  const bold = weight === 'bold' ? ' font-weight="bold"' : '';
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}"${bold}>${escaped(words)}</text>`;
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function colourOf(name: string): string {
  return COLOURS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? '';
}

function shown(ms: number): string {
  return ms < 10 ? ms.toFixed(1) : Math.round(ms).toLocaleString('en');
}
