export { mountField } from './field';
