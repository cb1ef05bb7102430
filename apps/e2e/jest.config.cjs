module.exports = require('../../jest.preset.cjs')({ name: 'e2e', rootDir: __dirname });
