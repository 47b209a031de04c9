export { count } from './report.js';
export { hold } from './watch.js';
