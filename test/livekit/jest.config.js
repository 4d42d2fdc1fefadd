import config from '../../jest.config.js';

/** For `npm run test:livekit` alone: these specs need a server, so the project's own configuration does not know them. */
export default {
  ...config.projects.find(({ displayName }) => displayName === 'e2e'),
  rootDir: '../..',
  displayName: 'livekit',
  testMatch: ['<rootDir>/test/livekit/**/*.livekit-spec.ts'],
  testTimeout: config.testTimeout,
};
