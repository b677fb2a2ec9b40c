export { loadIntegration } from './registry';
