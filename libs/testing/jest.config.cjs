module.exports = require('../../jest.preset.cjs')({ name: 'testing', rootDir: __dirname });
