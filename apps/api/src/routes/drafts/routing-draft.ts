import type { BusinessHours, Next, RingMember, RoutingDocument, Target } from '@app/routing';
import type { Database, Tables } from '@app/supabase';

/** A table's row, its JSON columns with the type of what we put there. */
type Typed<T extends keyof Database['public']['Tables'], Columns extends object> = Omit<Tables<T>, keyof Columns> &
  Columns;

export type RouteRow = Typed<
  'routes',
  { target: Target; closed: Next; on_busy: Next; on_no_answer: Next; on_failure: Next }
>;
export type ForwardingRow = Typed<'call_forwarding', { forward_to: Next }>;
export type RingGroupRow = Typed<'ring_groups', { members: readonly RingMember[]; next: Next }>;
export type DestinationRow = Typed<'destinations', { target: Target; next: Next }>;
export type HoursRow = Typed<'business_hours', Pick<BusinessHours, 'weekly' | 'holidays'>>;
export type PolicyRow = Typed<'routing_drafts', { fallback: Next | null }>;

/** The tables of what is being edited, one row a thing. */
export interface DraftRows {
  routes: RouteRow;
  call_forwarding: ForwardingRow;
  ring_groups: RingGroupRow;
  destinations: DestinationRow;
  business_hours: HoursRow;
}
export type DraftTable = keyof DraftRows;

/** What a request says of a row; whose it is and when it was written is not the request's business. */
export type Content<T extends DraftTable> = Omit<
  DraftRows[T],
  'id' | 'user_id' | 'created_at' | 'updated_at' | 'sort_key'
>;

export interface OwnNumber {
  readonly id: string;
  readonly phone_number: string;
  readonly plane: 'trunk' | 'webhook' | null;
  readonly agent_id: string | null;
  readonly credential_id: string;
}

/** Everything that a tenant's document is made of, read at one moment (`routing_draft_of`), and what is in force. */
export interface RoutingDraft {
  readonly routes: readonly RouteRow[];
  /** In the order of their numbers and positions. */
  readonly forwarding: readonly ForwardingRow[];
  readonly ring_groups: readonly RingGroupRow[];
  readonly destinations: readonly DestinationRow[];
  readonly hours: readonly HoursRow[];
  readonly agents: readonly Tables<'agents'>[];
  readonly numbers: readonly OwnNumber[];
  /** Null: nothing of the policy or the fallback was ever set. */
  readonly draft: PolicyRow | null;
  /** Null: nothing was ever published or switched. */
  readonly settings: Tables<'routing_settings'> | null;
  /** The document in force, if any. */
  readonly published: RoutingDocument | null;
}
