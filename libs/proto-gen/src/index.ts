export * from './gen/worker';
