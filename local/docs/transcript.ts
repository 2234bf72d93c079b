import type { Situation } from './situations';

/**
 * A block of a page that shows a run, between `<!-- run SITUATION -->` and `<!-- /run -->`. Lines that begin with `$ `
 * are commands, and the output of each one follows.
 */
export interface Transcript {
  situation: string;
  /** The lines of the block, without its fence. */
  shown: string[];
}

const BLOCK = /(<!-- run ([a-z-]+) -->\n```[a-z]*\n)([\s\S]*?)(```\n<!-- \/run -->)/g;
const PROMPT = '$ ';

export function transcriptsOf(page: string): Transcript[] {
  return [...page.matchAll(BLOCK)].map(([, , situation = '', body = '']) => ({
    situation,
    shown: body.split('\n').slice(0, -1),
  }));
}

/** The page with its transcripts replaced, in order. */
export function withTranscripts(page: string, transcripts: readonly Transcript[]): string {
  let place = 0;
  return page.replace(BLOCK, (_whole, head: string, _situation: string, _body: string, end: string) => {
    const shown = transcripts[place++]?.shown ?? [];
    return `${head}${shown.map((line) => `${line}\n`).join('')}${end}`;
  });
}

function commandsOf({ shown }: Transcript): string[] {
  return shown.filter((line) => line.startsWith(PROMPT)).map((line) => line.slice(PROMPT.length));
}

/** Runs the same commands again and returns their current output. */
export async function runAgain(
  transcript: Transcript,
  { run, reset }: Pick<Situation, 'run' | 'reset'>,
): Promise<Transcript> {
  await reset();
  const shown: string[] = [];
  for (const command of commandsOf(transcript)) {
    if (shown.length > 0) shown.push('');
    const printed = (await run(command)).trimEnd();
    shown.push(`${PROMPT}${command}`, ...(printed === '' ? [] : printed.split('\n')));
  }
  return { situation: transcript.situation, shown };
}

/** Words that depend on the moment: the state of each partition, which one is last, and the signal of the fullest queue. */
const OF_THE_MOMENT = new Set([
  'behind',
  'caught-up',
  'empty',
  'uncommitted',
  'more',
  'than',
  'traces',
  'metrics',
  'logs',
  'last',
  'partition',
  'or',
  'much',
  'later',
]);

/** What two runs have in common: the words that they print, without figures, times and ids. */
export function wordsOf({ shown }: Transcript): string[] {
  const words = shown
    .join(' ')
    .replaceAll(/[\d,.:()]+/g, ' ')
    .split(/\s+/);
  return [...new Set(words)].filter((word) => /\p{L}{2}/u.test(word) && !OF_THE_MOMENT.has(word)).sort();
}
