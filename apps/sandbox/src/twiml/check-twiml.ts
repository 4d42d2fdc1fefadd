import { RULES } from './grammar.js';
import type { XmlElement } from './read-xml.js';
import { readXml, XmlError } from './read-xml.js';

export interface TwimlProblem {
  /** 12100: not XML, or no TwiML document at all. 12200: XML that TwiML's schema does not allow. */
  readonly code: 12_100 | 12_200;
  /** True when Twilio could not go on; false for what it ignores with a warning. */
  readonly fatal: boolean;
  readonly detail: string;
}

export interface CheckedTwiml {
  /** Undefined when a problem is fatal. */
  readonly root: XmlElement | undefined;
  readonly problems: readonly TwimlProblem[];
}

/** Reads a TwiML document and holds it against the grammar: each misspelling is a problem of its own. */
export function checkTwiml(text: string): CheckedTwiml {
  let root: XmlElement;
  try {
    root = readXml(text);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    return { root: undefined, problems: [{ code: 12_100, fatal: true, detail: error.message }] };
  }
  if (root.name !== 'Response') {
    const detail = `the root element is <${root.name}> and not <Response>`;
    return { root: undefined, problems: [{ code: 12_100, fatal: true, detail }] };
  }
  const problems = problemsIn(root);
  return { root: problems.some(({ fatal }) => fatal) ? undefined : root, problems };
}

const warning = (detail: string): TwimlProblem => ({ code: 12_200, fatal: false, detail });
const fatal = (detail: string): TwimlProblem => ({ code: 12_200, fatal: true, detail });

function problemsIn(element: XmlElement): TwimlProblem[] {
  const { name, attributes, children } = element;
  const rule = Object.hasOwn(RULES, name) ? RULES[name] : undefined;
  // SSML below <Say> is passed on as it is.
  if (!rule) return [];
  const problems: TwimlProblem[] = [];
  for (const [attribute, value] of Object.entries(attributes)) {
    const check = Object.hasOwn(rule.attributes, attribute) ? rule.attributes[attribute] : undefined;
    const wrong = check ? check(value) : 'is not an attribute of this element';
    if (wrong !== undefined) problems.push(warning(`<${name} ${attribute}="${hidden(attribute, value)}">: ${wrong}`));
  }
  for (const child of elementsOf(element)) {
    if (!rule.inside.includes(child.name)) problems.push(fatal(`<${child.name}> is not allowed inside <${name}>`));
    else problems.push(...problemsIn(child));
  }
  const hasText = children.some((child) => typeof child === 'string' && child.trim() !== '');
  if (hasText && rule.text === 'none') problems.push(fatal(`text is not allowed inside <${name}>`));
  if (!hasText && rule.text === 'required') problems.push(fatal(`<${name}> needs a text`));
  return problems;
}

const hidden = (attribute: string, value: string): string => (attribute === 'password' ? '***' : value);

export function elementsOf(element: XmlElement): XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string');
}

/** The element's own text, without that of its children. */
export function textOf(element: XmlElement): string {
  return element.children
    .filter((child) => typeof child === 'string')
    .join('')
    .trim();
}
