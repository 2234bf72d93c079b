import { Misuse, optionsOf, runMain } from '../usage';
import { FAULTS } from './faults';
import { describeVerdict, summarize } from './report';
import { runInThreads } from './threads';

/**
 * `npm run endure`: see docs/endurance.md. Exits with 0 if every fault was endured, 1 if one was not, 2 if the usage is
 * wrong.
 */
async function main(args: string[]): Promise<number> {
  const values = optionsOf(args, {
    help: { type: 'boolean' },
    json: { type: 'boolean' },
    list: { type: 'boolean' },
    fault: { type: 'string', multiple: true },
    hours: { type: 'string', default: '24' },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.list) {
    process.stdout.write(FAULTS.map(({ name, what }) => `${name.padEnd(32)} ${what}\n`).join(''));
    return 0;
  }
  const unknown = values.fault?.find((name) => !FAULTS.some((fault) => fault.name === name));
  if (unknown !== undefined)
    throw new Misuse(`There is no fault ${unknown}: npm run endure -- --list names them.`);
  const hours = Number(values.hours);
  if (!(hours > 0)) throw new Misuse(`--hours must be a number above 0, not ${values.hours}.`);
  const faults = FAULTS.filter(({ name }) => values.fault?.includes(name) ?? true);
  const startedMs = performance.now();
  const verdicts = await runInThreads(faults, hours, (verdict) => {
    process.stdout.write(`${describeVerdict(verdict)}\n`);
  });
  const failed = verdicts.filter(({ violations }) => violations.length > 0).length;
  const seconds = Math.round((performance.now() - startedMs) / 1_000);
  process.stdout.write(
    `${faults.length} faults of ${hours} simulated hours each in ${seconds} s; ${failed} not endured.\n`,
  );
  if (values.json) process.stdout.write(`${JSON.stringify(summarize(verdicts))}\n`);
  return failed > 0 ? 1 : 0;
}

const HELP = `npm run endure -- [options]: see docs/endurance.md

  --fault <name>   only this fault; may be given more than once
  --hours <n>      simulated hours of each (default: 24)
  --list           list the faults
  --json           a last line with the figures as JSON
`;

runMain(main);
