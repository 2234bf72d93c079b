import { AWS_FAULTS } from './aws';
import { BACKEND_FAULTS } from './backend';
import { BROKER_FAULTS } from './brokers';
import { CONTROLLER_FAULTS } from './controller';
import type { Fault, Track } from './fault';
import { NETWORK_FAULTS } from './network';
import { PARAMETER_FAULTS } from './parameters';
import { PEOPLE_FAULTS } from './people';
import { TASK_FAULTS } from './tasks';
import { TOPIC_FAULTS } from './topics';

export const FAULTS: Readonly<Record<Track, readonly Fault[]>> = {
  infrastructure: [...BROKER_FAULTS, ...NETWORK_FAULTS, ...BACKEND_FAULTS, ...TOPIC_FAULTS],
  control: [...TASK_FAULTS, ...AWS_FAULTS, ...CONTROLLER_FAULTS, ...PARAMETER_FAULTS, ...PEOPLE_FAULTS],
};

export const ALL_FAULTS: readonly Fault[] = Object.values(FAULTS).flat();
