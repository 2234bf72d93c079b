import { writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import kafkajs from 'kafkajs/package.json';
import { ensureKafkaHome, KAFKA_VERSION } from '../local/kafka/kafka-home';
import { ensureGoPeers, goModules } from './peers/go-program';
import { verdict } from './report/markdown';
import type { Report } from './report/report';
import { type Goal, goalsOf } from './side-by-side/goals';
import { QUICK, WHOLE } from './side-by-side/plan';
import type { Row } from './side-by-side/row';
import { runSideBySide } from './side-by-side/run';

export interface PeersBenchOptions {
  quick: boolean;
  json: boolean;
  /** Only brokers with so many topics, in digits. */
  topics?: string;
  report?: string;
}

/** Clients that would be compared, too, if they could be built. */
const ABSENT =
  'not compared: kminion and kafka_exporter, because the Go module proxy here does not serve them';

/** Spillway next to other clients, on the same brokers and in turn. Returns whether all goals are met. */
export async function benchPeers(
  { quick, json, topics, report }: PeersBenchOptions,
  progress: (line: string) => void,
): Promise<boolean> {
  const cacheDir = path.resolve('.cache');
  const kafkaHome = await ensureKafkaHome({ cacheDir, progress, kafkaHome: process.env.KAFKA_HOME });
  const goPeers = await ensureGoPeers(cacheDir, progress);
  const at = new Date().toISOString();
  const load = loadavg()[0] ?? 0;
  const whole = quick ? QUICK : WHOLE;
  const stages = whole.stages.filter(({ size }) => topics === undefined || size.topics === Number(topics));
  const rows = await runSideBySide({ plan: { ...whole, stages }, goPeers, kafkaHome, progress });
  const goals = goalsOf(rows);
  if (report) {
    const made: Report = {
      at,
      ran: { ...(await versions()), 'load average at the start': load.toFixed(1) },
      rows,
      goals,
    };
    await writeFile(report, `${JSON.stringify(made, undefined, 2)}\n`);
  }
  const print = json ? progress : (text: string) => console.log(text);
  print(`${rowTable(rows)}\n${goalTable(goals)}\n${ABSENT}`);
  if (json) console.log(JSON.stringify({ rows, goals }));
  return goals.every(({ met }) => met);
}

async function versions(): Promise<Record<string, string>> {
  const modules = await goModules();
  return {
    cores: String(availableParallelism()),
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    Node: process.versions.node,
    Kafka: KAFKA_VERSION,
    kadm: modules.get('github.com/twmb/franz-go/pkg/kadm') ?? '',
    'franz-go': modules.get('github.com/twmb/franz-go') ?? '',
    kafkajs: kafkajs.version,
  };
}

function rowTable(rows: readonly Row[]): Table.Table {
  const table = new Table({
    style: { head: [], border: [] },
    head: [
      'client',
      'where',
      'topics',
      'behind',
      'ms',
      '× kadm',
      'requests',
      'depth',
      'KB',
      'CPU',
      'broker',
      'n',
    ],
  });
  for (const row of rows) {
    table.push([
      ...[row.name, row.place, `${row.topics}×${row.partitions / row.topics}`, row.behind, row.medianMs],
      ...[row.ratioToKadm, row.requests, row.depth, row.kilobytes].map((value) => value ?? ''),
      ...[row.cpuMs, row.brokerCpuMs, row.rounds],
    ]);
  }
  return table;
}

function goalTable(goals: readonly Goal[]): Table.Table {
  const table = new Table({ style: { head: [], border: [] }, head: ['goal', 'at most', 'measured', ''] });
  for (const { name, goal, measured, met } of goals) {
    table.push([name, goal, measured ?? '', verdict(goal, measured, met)]);
  }
  return table;
}
