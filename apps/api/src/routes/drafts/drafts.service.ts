import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../../audit/audit-log.js';
import type { Caller } from '../../auth/caller.js';
import { DatabaseError } from '../../database/database-error.js';
import { Problem } from '../../problems/problem.js';
import { idOfKey } from './created-once.js';
import type { DraftNoun } from './draft-noun.js';
import { DraftsStore } from './drafts.store.js';
import { afterCursor, toPage, type PageQuery } from './page.js';
import { unknownReferences, usesOf, type Reference } from './references.js';
import { RoutingDraftStore } from './routing-draft.store.js';
import type { Content, DraftRows, DraftTable } from './routing-draft.js';

export interface Listed<View> {
  readonly items: View[];
  readonly nextCursor: string | null;
}

/** What is the same for ring groups, destinations, hours and forwarding rules: list, show, make, replace, remove. */
@Injectable()
export class DraftsService {
  constructor(
    private readonly store: DraftsStore,
    private readonly drafts: RoutingDraftStore,
    private readonly audit: AuditLog,
  ) {}

  async list<T extends DraftTable, Request, View>(
    caller: Caller,
    noun: DraftNoun<T, Request, View>,
    query: PageQuery & { readonly phoneNumber?: string },
  ): Promise<Listed<View>> {
    const { limit, cursor, phoneNumber } = query;
    const read = await this.store.page(caller, noun.table, {
      orderBy: noun.orderBy,
      limit: limit + 1,
      after: afterCursor(cursor),
      ...(phoneNumber === undefined ? {} : { phoneNumber }),
    });
    const { rows, nextCursor } = toPage(read, limit, (row) => String(row[noun.orderBy]));
    return { items: rows.map(noun.toView), nextCursor };
  }

  async get<T extends DraftTable, Request, View>(
    caller: Caller,
    noun: DraftNoun<T, Request, View>,
    id: string,
  ): Promise<View> {
    const row = await this.store.find(caller, noun.table, 'id', id);
    if (row === null) throw new Problem(noun.missing);
    return noun.toView(row);
  }

  /** With a key that was used before: what that request made, as it is now. */
  async create<T extends DraftTable, Request, View>(
    caller: Caller,
    noun: DraftNoun<T, Request, View>,
    request: Request,
    key: string | undefined,
  ): Promise<View> {
    const id = idOfKey(caller.tenantId, noun.table, key);
    const content = noun.toContent(request);
    const made = id === null ? null : await this.store.find(caller, noun.table, 'id', id);
    if (made !== null) return noun.toView(repeated(made, content));
    await this.assertKnown(caller, noun.referencesOf(content));
    const row = await refusingDuplicates(
      this.store.insert(caller, noun.table, { ...content, ...(id === null ? {} : { id }) }),
    );
    if (row === null) throw new Problem('internal.unexpected', { internal: 'an insert without a row' });
    await this.record(caller, noun.subject, 'created', row.id, content);
    return noun.toView(row);
  }

  async replace<T extends DraftTable, Request, View>(
    caller: Caller,
    noun: DraftNoun<T, Request, View>,
    id: string,
    request: Request,
  ): Promise<View> {
    await this.get(caller, noun, id);
    const content = noun.toContent(request);
    await this.assertKnown(caller, noun.referencesOf(content));
    return this.change(caller, noun, id, content);
  }

  /** Writes fields that name nothing else. */
  async change<T extends DraftTable, Request, View>(
    caller: Caller,
    noun: DraftNoun<T, Request, View>,
    id: string,
    changes: Partial<Content<T>>,
  ): Promise<View> {
    const row = await refusingDuplicates(this.store.update(caller, noun.table, id, changes));
    if (row === null) throw new Problem(noun.missing);
    await this.record(caller, noun.subject, 'changed', id, changes);
    return noun.toView(row);
  }

  /** Refused while something else of the draft names it. */
  async remove<T extends DraftTable, Request, View>(
    caller: Caller,
    noun: DraftNoun<T, Request, View>,
    id: string,
  ): Promise<void> {
    await this.get(caller, noun, id);
    if (noun.referredAs !== null) {
      const usedBy = usesOf(noun.referredAs, id, await this.drafts.read(caller.tenantId));
      if (usedBy.length > 0)
        throw new Problem('routing.in_use', { extensions: { usedBy: usedBy.map((use) => ({ ...use })) } });
    }
    if (!(await refusingUsed(this.store.remove(caller, noun.table, id)))) throw new Problem(noun.missing);
    await this.record(caller, noun.subject, 'deleted', id, {});
  }

  /** Throws `routing.unknown_reference` with the fields that name nothing of the caller's. */
  async assertKnown(caller: Caller, references: readonly Reference[]): Promise<void> {
    if (references.length === 0) return;
    const unknown = unknownReferences(references, await this.drafts.read(caller.tenantId));
    if (unknown.length === 0) return;
    const errors = unknown.map(({ kind, field }) => ({ path: field, message: `There is no such ${NAMES[kind]}.` }));
    throw new Problem('routing.unknown_reference', { extensions: { errors } });
  }

  async record(caller: Caller, subject: string, verb: string, id: string, content: object): Promise<void> {
    await this.audit.record(caller, `${subject}.${verb}`, { kind: subject, id }, { ...content } as Record<
      string,
      never
    >);
  }
}

const NAMES = {
  agent: 'agent',
  'ring-group': 'ring group',
  destination: 'destination',
  hours: 'business hours',
} as const;

/** The row that an earlier request with the same key made. A row nobody has edited since must be what this request says. */
function repeated<T extends DraftTable>(row: DraftRows[T], content: Content<T>): DraftRows[T] {
  const isEdited = row.updated_at !== row.created_at;
  const isSame = Object.entries(content).every(([name, value]) =>
    isDeepStrictEqual(row[name as keyof DraftRows[T]], value),
  );
  if (!isEdited && !isSame) throw new Problem('idempotency.key_reused');
  return row;
}

async function refusingDuplicates<Row>(writing: Promise<Row>): Promise<Row> {
  try {
    return await writing;
  } catch (error) {
    if (!(error instanceof DatabaseError) || !error.isDuplicate()) throw error;
    // Two requests with one key at the same moment: the other one has made it.
    if (error.constraint?.endsWith('_pkey') === true) throw new Problem('idempotency.in_progress');
    throw new Problem('routing.name_taken');
  }
}

async function refusingUsed<Result>(removing: Promise<Result>): Promise<Result> {
  try {
    return await removing;
  } catch (error) {
    // Somebody named it after we looked.
    if (error instanceof DatabaseError && error.code === '23503') throw new Problem('routing.in_use');
    throw error;
  }
}
