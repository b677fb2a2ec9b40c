export { placeOrder, readOrder } from './orders';
export { loadIntegration } from './registry';
