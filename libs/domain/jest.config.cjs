module.exports = require('../../jest.preset.cjs')({ name: 'domain', rootDir: __dirname });
