export { createKafkaAdmin, type KafkaAdminOptions } from './kafka-admin';
export type { KafkaMemory } from './memory';
