require('./start.cjs')('server');
