import { collectorConfig } from '../../../lib/collector/config/collector-config';
import { parseConfig } from '../../../lib/collector/config/config-document';
import { deliveryOf, kafkaReceiverFlow, refusersOf } from '../../../lib/collector/flow';
import { type Lab, type LabConfig, type LabPlace, openLab } from './delivery-lab';

const VERSION = { text: '0.160.0', minor: 160 };

/** The delivery model of a lab's configuration. */
export function modelOf({ text }: Lab) {
  const config = collectorConfig(parseConfig(text));
  const [pipeline] = deliveryOf(config, VERSION);
  const receiver = config.component('receiver', 'kafka');
  if (!pipeline || !receiver) throw new Error('The lab has one pipeline with a Kafka receiver.');
  return {
    delivers: pipeline.delivers,
    brokenBy: pipeline.brokenBy?.path.join('.'),
    onRefusal: kafkaReceiverFlow(receiver, VERSION).onRefusal.kind,
    onPoison: kafkaReceiverFlow(receiver, VERSION).onPoison,
    refuses: refusersOf(config, pipeline.pipeline).map(({ because }) => because),
  };
}

export type Experiment<Outcome> = (lab: Lab) => Promise<Outcome>;

/** Runs a few experiments at a time, each in its own lab, and returns each result when a test asks for it. */
export class Experiments {
  private readonly waiting: ((place: LabPlace) => Promise<void>)[] = [];
  private running = 0;

  constructor(private readonly atOnce: number) {}

  plan<Outcome>(name: string, config: LabConfig, run: Experiment<Outcome>): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push(async (place) => {
        const lab = await openLab(name, config, place);
        try {
          resolve(await run(lab));
        } catch (error) {
          reject(error);
        } finally {
          await lab.stop();
        }
      });
    });
  }

  start(place: LabPlace): void {
    while (this.running < this.atOnce && this.waiting.length > 0) {
      const next = this.waiting.shift();
      this.running += 1;
      next?.(place).finally(() => {
        this.running -= 1;
        this.start(place);
      });
    }
  }
}
