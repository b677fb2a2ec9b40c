export { exportDay } from './export';
export { normalise } from './suggestion';
