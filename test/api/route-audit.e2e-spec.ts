import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner, ModulesContainer, Reflector } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS_RULE, type AccessRule } from '../../apps/api/src/auth/access-rule.js';
import { isScope } from '../../apps/api/src/auth/scope.js';
import { TestApi } from './start-test-api.js';

interface Route {
  readonly name: string;
  readonly rule: AccessRule | undefined;
}

interface Operation {
  readonly security?: readonly object[];
  readonly 'x-public-because'?: string;
}

/** Every method of every controller that answers requests, found as Nest finds it. */
function routesOf(api: TestApi): Route[] {
  const { app } = api.running;
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  return new DiscoveryService(app.get(ModulesContainer)).getControllers().flatMap(({ metatype, name }) => {
    if (typeof metatype !== 'function') return [];
    const prototype = metatype.prototype as Readonly<Record<string, () => unknown>>;
    return scanner.getAllMethodNames(prototype).flatMap((method) => {
      const handler = prototype[method];
      if (handler === undefined || Reflect.getMetadata(PATH_METADATA, handler) === undefined) return [];
      const verb = RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))];
      const rule = reflector.getAllAndOverride<AccessRule | undefined>(ACCESS_RULE, [handler, metatype]);
      return [{ name: `${verb} ${name}.${method}`, rule }];
    });
  });
}

describe('every route', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start({ METRICS_TOKEN: 'route-audit-7c1e0a94b5d2f836' });
  });
  afterAll(async () => api.stop());

  it('declares who may call it', () => {
    const routes = routesOf(api);
    expect(routes.length).toBeGreaterThan(8);
    expect(routes.filter(({ rule }) => rule === undefined).map(({ name }) => name)).toEqual([]);
  });

  it('that is public says why, and one with a scope names a known one', () => {
    const doubtful = routesOf(api).filter(({ rule }) => {
      if (rule?.access === 'public') return rule.reason.length < 20;
      return rule?.access === 'scope' && !isScope(rule.scope);
    });
    expect(doubtful).toEqual([]);
  });

  it('that is not public refuses a stranger, before it looks at anything else', async () => {
    const document = (await api.send({ url: '/docs/openapi.json' })).json<{
      paths: Record<string, Record<string, Operation>>;
    }>();
    const answers: Record<string, number> = {};
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        if (operation['x-public-because'] !== undefined) continue;
        expect(operation.security?.length).toBeGreaterThan(0);
        const url = path.replaceAll(/\{[^}]+\}/g, '00000000-0000-4000-8000-000000000000');
        const body = method === 'get' || method === 'delete' ? {} : { payload: { nonsense: true } };
        const answer = await api.send({ method: method.toUpperCase() as 'GET', url, ...body });
        answers[`${method} ${path}`] = answer.statusCode;
      }
    }
    expect(Object.entries(answers).filter(([, status]) => status !== 401)).toEqual([]);
    expect(Object.keys(answers).length).toBeGreaterThan(3);
  });
});
