// Lets a second, real process run our TypeScript without a build: `node --experimental-transform-types --import <this file>`.
import { registerHooks } from 'node:module';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);

registerHooks({
  resolve(specifier, context, next) {
    const [, library] = /^@app\/([a-z-]+)$/.exec(specifier) ?? [];
    if (library !== undefined) return next(new URL(`libs/${library}/src/index.ts`, ROOT).href, context);
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL !== undefined) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (existsSync(fileURLToPath(source))) return next(source.href, context);
    }
    return next(specifier, context);
  },
});
