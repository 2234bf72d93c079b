export { breaksBehind, type Delivers, type DeliveryBreak, deliveryOf, weakestDelivery } from './delivery';
export { type ErrorEnd, errorEnds } from './error-ends';
export { blockingKey, type ExporterFlow, exporterFlow, hasWaitForResult } from './exporter-flow';
export { type FlowConfig, processorSteps } from './flow-graph';
export { type KafkaReceiverFlow, kafkaReceiverFlow, type OnRefusal } from './receiver-flow';
export { type Refuser, refusersOf } from './refusals';
