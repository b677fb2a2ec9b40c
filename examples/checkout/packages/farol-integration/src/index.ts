export { FarolPayment } from './farol';
