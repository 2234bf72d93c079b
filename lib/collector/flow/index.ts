export { breaksBehind, type Delivers, type DeliveryBreak, deliveryOf, weakestDelivery } from './delivery';
export { errorEnds } from './error-ends';
export { blockingKey, exporterFlow, hasWaitForResult } from './exporter-flow';
export { processorSteps } from './flow-graph';
export { type KafkaReceiverFlow, kafkaReceiverFlow } from './receiver-flow';
export { type Refuser, refusersOf } from './refusals';
