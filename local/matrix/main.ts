import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { program, runProgram, wholeNumber } from '../process/program';
import { CELLS, type CellResult, KAFKA_VERSIONS, nameOf, requireAllOk } from './cells';
import { runCell } from './run-cell';

interface MatrixOptions {
  kafka?: string;
  traces: number;
  report?: string;
}

/** `npm run matrix`: the main job on each Kafka with each Collector, one run after the other. */
async function main({ kafka, traces, report }: MatrixOptions): Promise<void> {
  const cells = CELLS.filter((cell) => kafka === undefined || cell.kafka === kafka);
  const results: CellResult[] = [];
  for (const cell of cells) {
    const result = await runCell(cell, traces);
    results.push(result);
    const { ok, missing, seconds, why = '' } = result;
    console.log(
      `${ok ? 'ok' : 'FAILED'}  ${nameOf(cell)}: ${missing} missing, ${Math.round(seconds)} s ${why}`,
    );
  }
  if (report) {
    const at = new Date().toISOString();
    await writeFile(report, `${JSON.stringify({ at, results }, undefined, 2)}\n`);
  }
  requireAllOk(results);
}

void runProgram(
  program(
    'matrix',
    'Runs the main job on each supported Kafka with the oldest and the newest Collectors. Exits with 1 if a run fails. The first time it fetches and builds for some minutes.',
  )
    .addOption(new Option('--kafka <version>', 'only this Kafka').choices(KAFKA_VERSIONS))
    .option('--traces <n>', 'traces of 4 spans in the backlog', wholeNumber, 5_000)
    .option('--report <file>', 'write the results to a JSON file: docs/matrix.json is what the README shows')
    .action(main),
);
