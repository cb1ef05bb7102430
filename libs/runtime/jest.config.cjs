module.exports = require('../../jest.preset.cjs')({ name: 'runtime', rootDir: __dirname });
