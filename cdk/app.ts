import { App, Stack } from 'aws-cdk-lib';

// A stub: it synthesises an empty stack. The constructs (both tiers, the controller, monitoring) are issue "4 of 4".
const app = new App();
new Stack(app, 'Spillway', { description: 'Spillway (stub: the constructs are not there yet)' });
app.synth();
