/**
 * `@supabase/lite` 0.10 turns filter values that look like a number (or null, or a quoted text, or JSON) into that thing before it
 * knows the column: `.eq('phone_number', '+14152000000')` compares with 14152000000 and finds nothing. The quoted list form is
 * taken literally there and means the same to PostgREST, so that such values are rewritten to it: `eq.+1415` becomes
 * `in.("+1415")`, and `gt.+1415` becomes `gt(any).{"+1415"}`. Values that survive the conversion are left as they are.
 *
 * This is the only place that knows of the fault. `quote-filters.e2e-spec.ts` fails on the day it is mended.
 */
export function quoteFilters(url: URL): URL {
  const quoted = new URL(url);
  quoted.search = '';
  for (const [name, value] of url.searchParams) {
    quoted.searchParams.append(name, quoteParameter(name, value));
  }
  return quoted;
}

const NOT_FILTERS = new Set(['select', 'order', 'limit', 'offset', 'columns', 'on_conflict', 'apikey']);
const OPERATION = /^(not\.)?(eq|neq|in)\.([\s\S]*)$/;
const COMPARISON = /^(not\.)?(gte?|lte?)\.([\s\S]*)$/;
const LOGIC = /^(?:not\.)?(?:and|or)$/;

function quoteParameter(name: string, value: string): string {
  const column = name.slice(name.lastIndexOf('.') + 1);
  if (NOT_FILTERS.has(column)) return value;
  if (column === 'and' || column === 'or') return quoteGroup(value);
  return quoteOperation(value, false);
}

/** `(a.eq.1,or(b.eq.2,c.eq.3))`: the members of a logic group, each quoted. */
function quoteGroup(group: string): string {
  if (!group.startsWith('(') || !group.endsWith(')')) return group;
  const members = splitList(group.slice(1, -1)).map((member) => {
    const open = member.indexOf('(');
    if (open > 0 && LOGIC.test(member.slice(0, open))) return member.slice(0, open) + quoteGroup(member.slice(open));
    const operator = /\.(?:not\.)?(?:eq|neq|in|gte?|lte?)\./.exec(member);
    if (operator === null) return member;
    return member.slice(0, operator.index + 1) + quoteOperation(member.slice(operator.index + 1), true);
  });
  return `(${members.join(',')})`;
}

function quoteOperation(text: string, inGroup: boolean): string {
  const [, sign = '', comparison, bound] = COMPARISON.exec(text) ?? [];
  if (comparison !== undefined && bound !== undefined) {
    return survives(bound) || (inGroup && isQuoted(bound)) ? text : `${sign}${comparison}(any).{${quote(bound)}}`;
  }
  const [, not = '', operator, operand] = OPERATION.exec(text) ?? [];
  if (operator === undefined || operand === undefined) return text;
  if (operator === 'in') {
    if (!operand.startsWith('(') || !operand.endsWith(')')) return text;
    return `${not}in.(${splitList(operand.slice(1, -1)).map(quoteMember).join(',')})`;
  }
  // Inside a group a quoted operand is already literal; outside, quotes belong to the value.
  if (survives(operand) || (inGroup && isQuoted(operand))) return text;
  const negated = (operator === 'neq') !== (not !== '');
  return `${negated ? 'not.' : ''}in.(${quote(operand)})`;
}

function quoteMember(member: string): string {
  return isQuoted(member) || survives(member) ? member : quote(member);
}

/** Whether lite hands the text to the database as it is. */
function survives(text: string): boolean {
  if (text !== text.trim() || isQuoted(text)) return false;
  if (/^(?:null|not_null|unknown)$/i.test(text)) return false;
  if (text.startsWith('{') && text.endsWith('}')) return false;
  const value = Number(text);
  return text === '' || !Number.isFinite(value) || String(value) === text;
}

function isQuoted(text: string): boolean {
  return text.length >= 2 && text.startsWith('"') && text.endsWith('"');
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Splits at commas outside quotes and parentheses. */
function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (quoted) {
      if (character === '\\') i += 1;
      else if (character === '"') quoted = false;
    } else if (character === '"') quoted = true;
    else if (character === '(') depth += 1;
    else if (character === ')') depth -= 1;
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
