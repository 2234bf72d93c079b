import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CleanUp } from '../../local/world/clean-up';
import type { Look, Peer } from '../peers/peer';
import { processCpuMs } from '../stage/process-cpu';
import { BEHIND, type Behind, RECORDS_EACH, type Stage, startStage, type Wire } from '../stage/stage';
import { type Field, NAMES, type PeersOptions, startPeers } from './peers';
import type { Plan, StagePlan } from './plan';
import { lookInTurn, type Measured, mean, median } from './rounds';
import { type Place, type Row, rounded, withRatios } from './row';

export interface RunOptions {
  plan: Plan;
  goPeers: string;
  kafkaHome: string;
  progress: (line: string) => void;
}

type Counted = Pick<Row, 'requests' | 'depth' | 'kilobytes'>;
const NOT_COUNTED: Counted = { requests: null, depth: null, kilobytes: null };

const ROUND_TRIP_MS = 20;
/** Over a slow network, what takes seconds on this machine would take minutes. */
const FAR_AWAY: readonly string[] = [
  NAMES.look,
  NAMES.connectingLook,
  NAMES.tick,
  NAMES.kadm,
  NAMES.connectingKadm,
];

/** Measures everything in the plan, one set of brokers after the other. */
export async function runSideBySide(options: RunOptions): Promise<Row[]> {
  const rows: Omit<Row, 'ratioToKadm'>[] = [];
  for (const stagePlan of options.plan.stages) {
    const cleanUp = new CleanUp();
    const folder = await mkdtemp(path.join(tmpdir(), 'spillway-bench-'));
    cleanUp.add('the folder', () => rm(folder, { recursive: true, force: true }));
    try {
      const stage = await startStage({ ...options, ...stagePlan, folder }, cleanUp);
      for (const behind of BEHIND) {
        options.progress(`Looking at a group with ${behind} left to read.`);
        rows.push(...(await new StageRun(options, stagePlan, stage, folder).run(behind)));
      }
    } finally {
      await cleanUp.run(options.progress);
    }
  }
  return withRatios(rows);
}

/** The measurements on one set of brokers. */
class StageRun {
  constructor(
    private readonly options: RunOptions,
    private readonly plan: StagePlan,
    private readonly stage: Stage,
    private readonly folder: string,
  ) {}

  async run(behind: Behind): Promise<Omit<Row, 'ratioToKadm'>[]> {
    const { farAway, secured, field, brokers } = this.plan;
    const { rounds, fewerRounds } = this.options.plan;
    const near: Place = brokers === 1 ? '1 broker' : '3 brokers';
    const direct = await this.withPeers('direct', behind, field, (peers) =>
      this.measure(peers, behind, rounds),
    );
    const { counts, far } = await this.withPeers('relayed', behind, field, async (peers) => {
      const counted = await this.count(peers);
      if (!farAway) return { counts: counted, far: [] };
      this.stage.network.roundTripMs = ROUND_TRIP_MS;
      const chosen = peers.filter(({ name }) => FAR_AWAY.includes(name));
      const measured = await this.measure(chosen, behind, fewerRounds);
      this.stage.network.roundTripMs = 0;
      return { counts: counted, far: measured };
    });
    const tls = secured
      ? await this.withPeers('scram-tls', behind, 'goals', (peers) =>
          this.measure(peers, behind, fewerRounds),
        )
      : [];
    const countOf = ({ peer }: Measured) => counts.get(peer.name) ?? NOT_COUNTED;
    return [
      ...direct.map((each) => this.row(near, behind, each, countOf(each))),
      ...far.map((each) => this.row('1 broker, +20 ms', behind, each, countOf(each))),
      ...tls.map((each) => this.row('1 broker, SCRAM over TLS', behind, each, NOT_COUNTED)),
    ];
  }

  private async withPeers<T>(
    wire: Wire,
    behind: Behind,
    field: Field,
    work: (peers: Peer[]) => Promise<T>,
  ): Promise<T> {
    const { goPeers, kafkaHome, progress } = this.options;
    const cleanUp = new CleanUp();
    const { folder } = this;
    const options: PeersOptions = {
      access: this.stage.access(wire),
      behind,
      field,
      goPeers,
      kafkaHome,
      folder,
    };
    try {
      return await work(await startPeers(options, cleanUp));
    } finally {
      await cleanUp.run(progress);
    }
  }

  private measure(peers: readonly Peer[], behind: Behind, rounds: number): Promise<Measured[]> {
    const { warmUps, warmUpMs, budgetMs } = this.options.plan;
    return lookInTurn(peers, {
      rounds,
      warmUps,
      warmUpMs,
      budgetMs,
      brokerCpuMs: () => this.stage.kafka.processes.reduce((sum, { pid }) => sum + processCpuMs(pid), 0),
      check: (peer, look) => this.check(peer, look, behind),
    });
  }

  /** A fast answer that is wrong would be no answer. */
  private check({ name }: Peer, look: Look, behind: Behind): void {
    const { partitions } = this;
    const lag = behind === 'nothing' ? 0 : partitions * RECORDS_EACH;
    if ((look.partitions ?? partitions) === partitions && (look.lag ?? lag) === lag) return;
    throw new Error(
      `${name} found ${look.partitions} partitions with a lag of ${look.lag}, but there are ${partitions} with ${lag}.`,
    );
  }

  private async count(peers: readonly Peer[]): Promise<Map<string, Counted>> {
    const { meter } = this.stage;
    const counts = new Map<string, Counted>();
    for (const peer of peers) {
      if (!peer.wholeProcess) await peer.look();
      meter.reset();
      await peer.look();
      const kilobytes = Math.round(meter.bytes() / 1024);
      counts.set(peer.name, { requests: meter.total(), depth: meter.depth(), kilobytes });
    }
    return counts;
  }

  private get partitions(): number {
    const { topics, partitionsEach } = this.plan.size;
    return topics * partitionsEach;
  }

  private row(
    place: Place,
    behind: Behind,
    { peer, looks }: Measured,
    counted: Counted,
  ): Omit<Row, 'ratioToKadm'> {
    const times = looks.map(({ ms }) => ms);
    const peakMb = looks.at(-1)?.peakMb;
    const logged = looks.flatMap(({ loggedBytes }) => (loggedBytes === undefined ? [] : [loggedBytes]));
    return {
      name: peer.name,
      place,
      topics: this.plan.size.topics,
      partitions: this.partitions,
      behind,
      medianMs: rounded(median(times)),
      leastMs: rounded(Math.min(...times)),
      rounds: looks.length,
      ...counted,
      cpuMs: rounded(mean(looks.map(({ cpuMs }) => cpuMs))),
      brokerCpuMs: rounded(mean(looks.map(({ brokerCpuMs }) => brokerCpuMs))),
      ...(peakMb === undefined ? {} : { peakMb: Math.round(peakMb) }),
      ...(logged.length === 0 ? {} : { loggedBytes: Math.round(mean(logged)) }),
    };
  }
}
