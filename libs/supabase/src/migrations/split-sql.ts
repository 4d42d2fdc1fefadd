type Piece = { readonly kind: 'code' | 'comment' | 'literal'; readonly text: string };

const PIECE =
  /--[^\n]*|\/\*|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|(?<![A-Za-z0-9_$])[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"/g;

/** Splits a script into statements without their semicolons, as the Supabase CLI records them. */
export function splitSql(script: string): string[] {
  const statements: string[] = [];
  let current = '';
  let hasCode = false;
  const finish = (): void => {
    if (hasCode) statements.push(current.trim());
    current = '';
    hasCode = false;
  };
  for (const { kind, text } of scan(script)) {
    if (kind !== 'code') {
      current += text;
      hasCode ||= kind === 'literal';
      continue;
    }
    const [first = '', ...rest] = text.split(';');
    current += first;
    hasCode ||= first.trim() !== '';
    for (const part of rest) {
      finish();
      current = part;
      hasCode = part.trim() !== '';
    }
  }
  finish();
  return statements;
}

/** The script without what does not change its meaning: comments and the amount of white space between words. */
export function canonicalSql(statements: readonly string[]): string {
  return statements
    .map((statement) => canonicalStatement(statement).trim().replace(/ ?;$/, ''))
    .filter((statement) => statement !== '')
    .join(';\n');
}

function canonicalStatement(statement: string): string {
  let done = '';
  let between = '';
  for (const { kind, text } of scan(statement)) {
    if (kind === 'literal') {
      done += between.replace(/\s+/g, ' ') + text;
      between = '';
    } else between += kind === 'comment' ? ' ' : text;
  }
  return done + between.replace(/\s+/g, ' ');
}

function scan(script: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  PIECE.lastIndex = 0;
  for (let match = PIECE.exec(script); match !== null; match = PIECE.exec(script)) {
    if (match.index > at) pieces.push({ kind: 'code', text: script.slice(at, match.index) });
    const [opening] = match;
    const end = endOf(script, match.index, opening);
    const kind = opening.startsWith('--') || opening === '/*' ? 'comment' : 'literal';
    pieces.push({ kind, text: script.slice(match.index, end) });
    at = end;
    PIECE.lastIndex = end;
  }
  if (at < script.length) pieces.push({ kind: 'code', text: script.slice(at) });
  return pieces;
}

function endOf(script: string, start: number, opening: string): number {
  if (opening === '/*') return endOfBlockComment(script, start);
  if (!opening.startsWith('$')) return start + opening.length;
  const close = script.indexOf(opening, start + opening.length);
  return close < 0 ? script.length : close + opening.length;
}

/** Block comments nest in PostgreSQL. */
function endOfBlockComment(script: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(script); match !== null; match = mark.exec(script)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return script.length;
}
