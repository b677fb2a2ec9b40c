export { normalise, same } from './suggestion';
export { lookup } from './lookup';
